/** Invalid code found while expanding or lowering; `reason` is worded as Julia words it. */
export class LoweringError extends Error {
  readonly reason: string
  readonly file: string
  readonly line: number
  constructor(reason: string, file: string, line: number) {
    super(`syntax: ${reason}`)
    this.reason = reason
    this.name = 'LoweringError'
    this.file = file
    this.line = line
  }
}
