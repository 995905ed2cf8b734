/**
 * The variable that carries `--keep` from the command line to the tasks that compile. It is in no hash: what a failed build
 * leaves for inspection decides no byte of one that succeeds.
 */
export const KEEP = 'NX_CROSS_KEEP';
