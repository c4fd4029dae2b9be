/**
 * Images: what a process leaves behind so that a later one starts where it stopped. In: a frozen session's objects. Out:
 * files, and objects made from them lazily. Invariants: reading an image never runs Julia code; a record is read once; equal
 * inputs give equal bytes.
 */

export { auditCode, type UncoveredCall } from './audit.ts'
export { UnsavableValueError } from './blob.ts'
export { ImageFormatError } from './bytes.ts'
export {
  type BaseHeader,
  type ByteSource,
  type Digest,
  hex,
  IMAGE_FORMAT,
  ImageFile,
  memorySource,
} from './file.ts'
export { PackageImage, type PackageSections, readPackageSections } from './package-image.ts'
export {
  isInferred,
  isKept,
  type PackageHeader,
  type PackageInput,
  type SourceFile,
  writePackageImage,
} from './package-writer.ts'
export { ImageCode, ImageReader, type ReaderSystem, type RecordOrigin, SYSTEM_CODE } from './reader.ts'
export { SystemImage } from './system-image.ts'
export { type SystemHeader, type SystemInput, type SystemState, writeSystemImage } from './system-writer.ts'
export { type DropCause, type DroppedCode, Validator } from './validator.ts'
