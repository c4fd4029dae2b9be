/** Invalid code found while expanding or lowering; `message` is worded as Julia words it. */
export class LoweringError extends Error {
  readonly file: string
  readonly line: number
  constructor(message: string, file: string, line: number) {
    super(message)
    this.name = 'LoweringError'
    this.file = file
    this.line = line
  }
}
