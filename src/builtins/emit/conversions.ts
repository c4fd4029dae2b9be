import type { BuiltinCall, BuiltinEmitter, FunctionEmitter, Held, OpName } from '../../codegen/index.ts'
import { pushScalar, unboxed } from '../../codegen/index.ts'
import { pushFloat } from './floats.ts'
import { canonical, pushLeaf, pushSigned, pushWide, type Scalar, scalarOf, scalarType } from './operands.ts'

/** Conversions between primitive types: the first argument is the target type. */

type Emit = (e: FunctionEmitter, to: Scalar, from: Scalar, x: Held) => Held | null

function conversion(emit: Emit): BuiltinEmitter {
  return (e: FunctionEmitter, { args, argTypes }: BuiltinCall) => {
    const type = e.env.lattice.constantAsType(argTypes[0])
    if (type === null || type.kind !== 'DataType' || !type.isConcrete) return null
    const to = scalarType(e, type)
    const from = scalarOf(e, args[1])
    return to === null || from === null ? null : emit(e, to, from, args[1])
  }
}

function bitcast(e: FunctionEmitter, to: Scalar, from: Scalar, x: Held): Held | null {
  if (to.size !== from.size) return null
  if (to.type === from.type) return x
  const repr = e.reprs.of(to.type)
  if (to.wasm === from.wasm) return e.ofLeaves(to.type, repr, unboxed(e, x).leaves!)
  return e.lazy(to.type, () => {
    pushScalar(e, x)
    e.code.op(`${to.wasm}_reinterpret_${from.wasm}` as OpName)
  })
}

function signExtended(e: FunctionEmitter, to: Scalar, from: Scalar, x: Held): Held | null {
  if (to.isFloat || from.isFloat || to.size < from.size) return null
  if (to.size === from.size) return bitcast(e, to, from, x)
  const { code } = e
  if (to.size === 16) {
    const low = code.newLocal('i64')
    pushWide(e, x, from, true)
    code.tee(low)
    code.get(low)
    code.i64(63n)
    code.op('i64_shr_s')
    return e.pop(to.type)
  }
  return e.lazy(to.type, () => {
    if (to.wasm === 'i64') pushWide(e, x, from, true)
    else {
      pushSigned(e, from, x)
      canonical(e, to)
    }
  })
}

function zeroExtended(e: FunctionEmitter, to: Scalar, from: Scalar, x: Held): Held | null {
  if (to.isFloat || from.isFloat || to.size < from.size) return null
  if (to.size === from.size) return bitcast(e, to, from, x)
  if (to.size === 16) {
    pushWide(e, x, from, false)
    e.code.i64(0n)
    return e.pop(to.type)
  }
  return e.lazy(to.type, () => {
    if (to.wasm === 'i64') pushWide(e, x, from, false)
    else pushScalar(e, x)
  })
}

function truncated(e: FunctionEmitter, to: Scalar, from: Scalar, x: Held): Held | null {
  if (to.isFloat || from.isFloat || to.size > from.size) return null
  if (to.size === from.size) return bitcast(e, to, from, x)
  return e.lazy(to.type, () => {
    pushLeaf(e, x, 0)
    if (from.wasm === 'i64' && to.wasm === 'i32') e.code.op('i32_wrap_i64')
    if (to.wasm === 'i32') canonical(e, to)
  })
}

function toFloat(signed: boolean): Emit {
  return (e, to, from, x) => {
    if (!to.isFloat || from.isFloat) return null
    const { code } = e
    const target = to.wasm === 'f32' ? 'f32' : 'f64'
    if (from.size === 16) {
      pushLeaf(e, x, 0)
      pushLeaf(e, x, 1)
      e.call(`${signed ? 's' : 'u'}128_to_${target}`)
      if (to.size === 2) e.call('to_half')
      return e.pop(to.type)
    }
    return e.lazy(to.type, () => {
      if (signed) pushSigned(e, from, x)
      else pushScalar(e, x)
      code.op(`${target}_convert_${from.wasm}_${signed ? 's' : 'u'}` as OpName)
      if (to.size === 2) e.call('to_half')
    })
  }
}

/** Values that do not fit saturate; Base checks before it converts. */
function toInteger(signed: boolean): Emit {
  return (e, to, from, x) => {
    if (to.isFloat || !from.isFloat) return null
    const { code } = e
    const source = from.wasm === 'f32' ? 'f32' : 'f64'
    const suffix = signed ? 's' : 'u'
    if (to.size === 16) {
      pushFloat(e, from, x)
      if (source === 'f32') code.op('f64_promote_f32')
      e.call(`f64_to_${suffix}128`)
      return e.pop(to.type)
    }
    return e.lazy(to.type, () => {
      pushFloat(e, from, x)
      code.op(`${to.wasm}_trunc_sat_${source}_${suffix}` as OpName)
      if (to.wasm === 'i32') canonical(e, to)
    })
  }
}

function floatToFloat(e: FunctionEmitter, to: Scalar, from: Scalar, x: Held): Held | null {
  if (!to.isFloat || !from.isFloat) return null
  if (to.type === from.type) return x
  return e.lazy(to.type, () => {
    pushFloat(e, from, x)
    if (to.size === 2) {
      if (from.wasm === 'f32') e.code.op('f64_promote_f32')
      e.call('to_half')
    } else if (to.size === 4) e.code.op('f32_demote_f64')
    else if (from.wasm === 'f32') e.code.op('f64_promote_f32')
  })
}

export const conversionEmitters: Record<string, BuiltinEmitter> = {
  bitcast: conversion(bitcast),
  sext_int: conversion(signExtended),
  zext_int: conversion(zeroExtended),
  trunc_int: conversion(truncated),
  sitofp: conversion(toFloat(true)),
  uitofp: conversion(toFloat(false)),
  fptosi: conversion(toInteger(true)),
  fptoui: conversion(toInteger(false)),
  fptrunc: conversion(floatToFloat),
  fpext: conversion(floatToFloat),
}
