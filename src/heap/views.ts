/** Typed views of linear memory. They are replaced when memory grows: never keep one over a call into the kernel. */
export class Views {
  readonly memory: WebAssembly.Memory
  u8!: Uint8Array
  i8!: Int8Array
  u16!: Uint16Array
  i32!: Int32Array
  u32!: Uint32Array
  f32!: Float32Array
  f64!: Float64Array
  i64!: BigInt64Array
  u64!: BigUint64Array
  view!: DataView

  constructor(memory: WebAssembly.Memory) {
    this.memory = memory
    this.refresh()
  }

  /** Memory has grown. */
  refresh(): void {
    const { buffer } = this.memory
    this.u8 = new Uint8Array(buffer)
    this.i8 = new Int8Array(buffer)
    this.u16 = new Uint16Array(buffer)
    this.i32 = new Int32Array(buffer)
    this.u32 = new Uint32Array(buffer)
    this.f32 = new Float32Array(buffer)
    this.f64 = new Float64Array(buffer)
    this.i64 = new BigInt64Array(buffer)
    this.u64 = new BigUint64Array(buffer)
    this.view = new DataView(buffer)
  }
}
