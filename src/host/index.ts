/**
 * The only room (with `cli/`) that touches Node or browser APIs: implementations of the `Host` interface that
 * `builtins/` declares.
 */
export { createNodeHost } from './node.ts'
