import type { Value } from '../../heap/index.ts'
import { sym } from '../../syntax/index.ts'
import type { DataType, Type } from '../../types/index.ts'
import type { Runtime } from '../runtime.ts'
import { setfield } from './fields.ts'
import { bindingArgument } from './globals.ts'
import { checkIndex, checkValue, load, refAt, store } from './memory.ts'

/** A place whose value `modifyfield!`, `modifyglobal!` or `memoryrefmodify!` replaces. */
interface Place {
  readonly declared: Type
  /** 0: not defined */
  read(): Value
  /** @throws Julia's TypeError for a value that does not fit */
  write(v: Value): void
}

/** The place that the call means. @throws Julia exceptions */
function placeOf(rt: Runtime, func: string, args: readonly Value[]): Place {
  const { heap, types, errors } = rt
  const [object, key] = args
  switch (func) {
    case 'modifyglobal!': {
      const binding = bindingArgument(rt, func, object, key)
      return {
        declared: binding.type ?? types.any,
        read: () => heap.bindingValue(binding),
        write: (v) => rt.setGlobal(binding, v),
      }
    }
    case 'memoryrefmodify!': {
      const ref = refAt(rt, func, object)
      checkIndex(rt, ref, object, args[4])
      return {
        declared: ref.element,
        read: () => load(rt, ref),
        write: (v) => {
          checkValue(rt, func, ref, v)
          store(rt, ref, v)
        },
      }
    }
    default: {
      const index = setfield(rt, func, object, key, null, args[4])
      const declared = types.fieldTypesOf(heap.typeOf(object))[index] as Type
      return {
        declared,
        read: () => heap.getField(object, index),
        write: (v) => {
          if (!heap.isa(v, declared)) errors.typeErrorFor(func, declared, v)
          heap.setField(object, index, v)
        },
      }
    }
  }
}

function checkCount(rt: Runtime, func: string, n: number): void {
  const least = func === 'memoryrefmodify!' ? 5 : 4
  if (n < least) rt.errors.tooFewArguments(func, least)
  if (n > 5) rt.errors.tooManyArguments(func, 5)
}

/** What the function of the call is to be given first. @throws Julia exceptions */
export function readModified(rt: Runtime, func: string, args: readonly Value[]): Value {
  checkCount(rt, func, args.length)
  const old = placeOf(rt, func, args).read()
  return old === 0 ? rt.errors.undefRef() : old
}

/** Replaces `old` and gives `old => value`; 0 if the place holds something else by now. @throws Julia exceptions */
export function writeModified(
  rt: Runtime,
  func: string,
  args: readonly Value[],
  old: Value,
  value: Value,
): Value {
  const { heap, types } = rt
  const place = placeOf(rt, func, args)
  if (!heap.egal(place.read(), old)) return 0
  place.write(value)
  const pair = heap.typeAt(heap.bindingValue(rt.core.bindings.get(sym('Pair')) ?? null)) as Type
  return heap.newStruct(types.applyType(pair, [place.declared, place.declared]) as DataType, [old, value])
}
