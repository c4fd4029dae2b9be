// `Core._apply_iterate(iterate, f, xs...)`: calls `f` with the elements of all `xs`.
//
// The arguments are laid out at the top of the shadow stack. Elements of an iterable of unknown kind come one by one;
// the frame for calling `iterate` then stands right behind the elements found so far:
//
//   old sp → f  e1 e2 … en  [iterate x state]  ← sp
import {
  ARRAY_MEM, ARRAY_PTR, ARRAY_SIZE, DT_FLAGS, DT_NAME, DTF_NAMEDTUPLE, DTF_TUPLE, FAIL_ITERATE, FAIL_STACK_OVERFLOW,
  FAIL_UNDEF_REF, KIND_MEMORY_REFS, KIND_SVEC, LAYOUT_KIND, LAYOUT_NFIELDS, MEMORY_LENGTH, MEMORY_PTR,
  STATE_STACK_LIMIT, SVEC_DATA, WK_ARRAY_NAME, WK_MEMORY_NAME, WK_NOTHING,
} from '../src/heap/constants'
import { needArguments } from './builtins'
import { apply } from './dispatch'
import { fail, sp } from './imports'
import { layoutOf, typeOf, wellKnown } from './layout'
import { getfield_index } from './structs'

function setSp(p: u32): void {
  if (p > load<u32>(STATE_STACK_LIMIT)) {
    fail(FAIL_STACK_OVERFLOW, 0, 0)
    unreachable()
  }
  sp = p
}

/** Appends `n` references that lie in the heap object `from` on; they are all defined or it throws. */
function pushRefs(top: u32, from: u32, n: u32): u32 {
  setSp(top + (n << 2))
  memory.copy(top, from, n << 2)
  for (let i: u32 = 0; i < n; i++) {
    if (load<u32>(top + (i << 2)) == 0) {
      fail(FAIL_UNDEF_REF, 0, 0)
      unreachable()
    }
  }
  return top + (n << 2)
}

/** Appends the elements of `x`, found at `slot` (rooted there). Gives the new top; `sp` is there too. */
function pushElements(top: u32, iterate: u32, slot: u32): u32 {
  const x = load<u32>(slot)
  const type = typeOf(x)
  const layout = layoutOf(type)
  const kind = load<u32>(layout, LAYOUT_KIND)
  if (kind == KIND_SVEC) return pushRefs(top, x + SVEC_DATA, load<u32>(x))
  if (load<u32>(type, DT_FLAGS) & (DTF_TUPLE | DTF_NAMEDTUPLE)) {
    const n = load<u32>(layout + LAYOUT_NFIELDS)
    for (let i: u32 = 0; i < n; i++) {
      const e = getfield_index(x, i)
      setSp(top + 4)
      store<u32>(top, e)
      top += 4
    }
    return top
  }
  if (kind == KIND_MEMORY_REFS) return pushRefs(top, load<u32>(x, MEMORY_PTR), load<u32>(x, MEMORY_LENGTH))
  if (load<u32>(type, DT_NAME) == wellKnown(WK_ARRAY_NAME)) {
    const memory = load<u32>(x, ARRAY_MEM)
    if (load<u32>(layoutOf(typeOf(memory)), LAYOUT_KIND) == KIND_MEMORY_REFS && isVector(type)) {
      return pushRefs(top, load<u32>(x, ARRAY_PTR), load<u32>(x, ARRAY_SIZE))
    }
  }
  return pushIterated(top, iterate, x)
}

/** An Array type with one dimension: one field of 8 bytes after the reference. */
function isVector(type: u32): bool {
  return load<u32>(layoutOf(type)) == ARRAY_SIZE + 8
}

function pushIterated(top: u32, iterate: u32, x: u32): u32 {
  const nothing = wellKnown(WK_NOTHING)
  setSp(top + 12)
  store<u32>(top, iterate)
  store<u32>(top, x, 4)
  store<u32>(top, 0, 8)
  let next = apply(top, 2)
  while (next != nothing) {
    const type = typeOf(next)
    if ((load<u32>(type, DT_FLAGS) & DTF_TUPLE) == 0 || load<u32>(layoutOf(type) + LAYOUT_NFIELDS) != 2) {
      fail(FAIL_ITERATE, next, 0)
      unreachable()
    }
    setSp(top + 16)
    // `next` is kept in the new frame's last slot while its fields are boxed
    store<u32>(top, next, 12)
    store<u32>(top, getfield_index(next, 0))
    store<u32>(top, getfield_index(next, 1), 12)
    top += 4
    store<u32>(top, iterate)
    store<u32>(top, x, 4)
    next = apply(top, 3)
  }
  sp = top
  return top
}

/** `frame`: [_apply_iterate, iterate, f, x1, …]; rooted by the caller. */
export function apply_iterate(frame: u32, n: u32): u32 {
  needArguments(frame, n, 2)
  const base = sp
  setSp(base + 4)
  store<u32>(base, load<u32>(frame, 8))
  let top = base + 4
  for (let i: u32 = 3; i < n; i++) top = pushElements(top, load<u32>(frame, 4), frame + (i << 2))
  const result = apply(base, (top - base) >> 2)
  sp = base
  return result
}
