/** Vendor configuration files are tens or hundreds of kilobytes; a larger one is not kept. */
export const MAX_CONFIGURATION_BYTES = 4 * 1024 * 1024;
