import { readModified, writeModified } from '../builtins/index.ts'
import type { Value } from '../heap/index.ts'
import type { Session } from './session.ts'

/** The builtin that the frame calls, and its arguments. */
function callIn(session: Session, frame: number, n: number): { name: string; args: Value[] } {
  const { u32 } = session.heap.views
  const at = frame >>> 2
  const builtin = session.builtins.byValue.get(u32[at])
  if (builtin === undefined)
    throw new Error('session: a call of modifyfield! or its kin has another function in its frame')
  return { name: builtin.name, args: Array.from(u32.subarray(at + 1, at + n)) }
}

/** The kernel's `modify_read`. @throws Julia exceptions */
export function modifyRead(session: Session, frame: number, n: number): Value {
  const { name, args } = callIn(session, frame, n)
  return readModified(session, name, args)
}

/** The kernel's `modify_write`. @throws Julia exceptions */
export function modifyWrite(session: Session, frame: number, n: number, old: Value, value: Value): Value {
  const { name, args } = callIn(session, frame, n)
  return writeModified(session, name, args, old, value)
}
