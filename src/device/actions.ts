/** Parameters that are written to make the device do something: they hold no setting, and are never put back. */
const ACTION = /\.(DiagnosticsState|\w*(?:Reset|Reboot|Restart|Renew|Rescan|Trigger|Flush|Clear)\w*)$/i;

export function isActionName(path: string): boolean {
	return ACTION.test(path);
}
