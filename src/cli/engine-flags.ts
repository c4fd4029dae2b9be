import { setFlagsFromString } from 'node:v8'

/**
 * Native stack of every task in kB, the main one too. It is address space only, taken page by page. V8 bounds it by
 * `--stack-size`, which is read again for each such stack and leaves the main thread's limit as it was.
 */
const TASK_STACK_KB = 64_000

/**
 * Sets what V8 can be told while it runs. Before the program is loaded, because what V8 keeps of compiled JavaScript is
 * good for the flags it was made under only. (On Node's command line flags would cost more: Node throws its own such code
 * away.)
 */
export function setEngineFlags(): void {
  const flags = [
    `--stack-size=${TASK_STACK_KB}`,
    `--wasm-stack-switching-stack-size=${TASK_STACK_KB}`,
    // the system image alone would look like much growth, and set off a collection of everything at each start
    '--external-memory-accounted-in-global-limit',
    // most runs compile for seconds: V8's best compiler then spends as much time on our compiler as ours on the program,
    // and what it makes comes too late; a run of half a minute gains nothing by a lower number either
    '--invocation-count-for-turbofan=30000',
  ]
  for (const flag of flags) setFlagsFromString(flag)
}
