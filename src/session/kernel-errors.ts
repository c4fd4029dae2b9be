import {
  FAIL_ARGUMENT_COUNT,
  FAIL_BOUNDS,
  FAIL_CONST_FIELD,
  FAIL_ITERATE,
  FAIL_MEMORY_SIZE,
  FAIL_NO_FIELD,
  FAIL_NOT_CONCRETE,
  FAIL_OUT_OF_MEMORY,
  FAIL_STACK_OVERFLOW,
  FAIL_STALE_REFERENCE,
  FAIL_TYPE,
  FAIL_UNDEF_REF,
  type Value,
} from '../heap/index.ts'
import { type DataType, showType, type Type } from '../types/index.ts'
import type { Session } from './session.ts'

/** Throws the Julia exception for a condition that the kernel met (`FAIL_*`, see heap/constants.ts). */
export function failKernel(session: Session, what: number, a: Value, b: Value): never {
  const { heap, errors } = session
  switch (what) {
    case FAIL_OUT_OF_MEMORY:
      return heap.throwValue(heap.newStruct(errors.type('OutOfMemoryError'), []))
    case FAIL_STACK_OVERFLOW:
      return heap.throwValue(heap.newStruct(errors.type('StackOverflowError'), []))
    case FAIL_UNDEF_REF:
      return errors.undefRef()
    case FAIL_BOUNDS:
      return errors.bounds(a, b)
    case FAIL_NO_FIELD:
      return errors.noField(heap.typeAt(a) as DataType, heap.symbolAt(b).name)
    case FAIL_TYPE:
      return errors.typeErrorFor('typeassert', heap.typeAt(b) as Type, a)
    case FAIL_MEMORY_SIZE:
      return errors.argument('invalid GenericMemory size: too large for system address width')
    case FAIL_CONST_FIELD: {
      const type = heap.typeOf(a)
      if (!type.name.isMutable)
        return errors.error(`setfield!: immutable struct of type ${type.name.name} cannot be changed`)
      const field = session.types.fieldNamesOf(type)[Number(heap.unboxInt64(b)) - 1]
      return errors.error(`setfield!: const field .${field} of type ${type.name.name} cannot be changed`)
    }
    case FAIL_NOT_CONCRETE:
      if (!heap.isType(a)) return errors.typeErrorFor('new', session.types.dataType, a)
      return errors.error(`invalid new: type ${showType(heap.typeAt(a) as Type)} has no instances`)
    case FAIL_ITERATE:
      return errors.typeErrorFor('_apply_iterate', session.types.anyTuple, a)
    case FAIL_ARGUMENT_COUNT:
      return errors.tooFewArguments(session.builtins.byValue.get(a)?.name ?? 'builtin', b)
    case FAIL_STALE_REFERENCE:
      return heap.staleReference(a, b)
    default:
      throw new Error(`session: the kernel failed with unknown condition ${what}`)
  }
}
