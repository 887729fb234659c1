import { newSecret, vaultOf } from "../../src/app/secretsKey.ts";
import { systemRandom } from "../../src/systemEdges.ts";

/** With a key of its own. */
export const testVault = vaultOf({ secrets: [newSecret(systemRandom)] }, systemRandom);
