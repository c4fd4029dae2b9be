/**
 * The running system: joins the rooms. Comes in: a compiled kernel, a host, options. Goes out: `Session`, which evaluates
 * Julia code and is the embedding API. Invariants: everything that lives hangs on the session object; Julia code is
 * entered only through `Steps`, run synchronously or through JSPI.
 */

export { auditImage, type WrittenImage } from './image-audit.ts'
export { openSystemImage, programBuild, saveSystemImage } from './images.ts'
export { Session, type SessionOptions, type Statistics } from './session.ts'
