import { readFileSync } from 'node:fs'
import { Module } from '../../methods/index.ts'
import { sym } from '../../syntax/index.ts'
import { TypeSystem } from '../../types/index.ts'
import { Heap } from '../heap.ts'

/** For tests: a fresh heap over the built kernel, with Core as its only module. */
export function newHeap(): { heap: Heap; core: Module; types: TypeSystem } {
  const bytes = readFileSync(new URL('../../../build/kernel.wasm', import.meta.url))
  const core = new Module(sym('Core'), null)
  const types = new TypeSystem(core)
  return { heap: Heap.create(new WebAssembly.Module(bytes), types), core, types }
}
