/**
 * Numbers that the kernel (AssemblyScript) and TypeScript agree on. This file is compiled by both compilers: it holds
 * plain integer constants and nothing else. Offsets are in bytes. `docs/internals.md` describes the layouts.
 */

// ---- kernel state block ------------------------------------------------------------------------------------------
export const STATE_CURRENT_TASK = 64
export const STATE_WORLD_AGE = 68
export const STATE_LATEST_WORLD = 72
export const STATE_GC_DISABLED = 76
export const STATE_STACK_LIMIT = 80
export const STATE_STACK_BASE = 84
/** 0, or: collect at every so many safepoints, and poison what is freed */
export const STATE_GC_STRESS = 88
export const STATE_EXCEPTION = 92
export const STATE_GC_COUNT = 96
export const STATE_GC_TIME_US = 100
export const STATE_ALLOCATED_BYTES = 104
export const STATE_PENDING_FINALIZERS = 112
export const STATE_IN_SYNC_CALL = 116
/** what `on_throw` returned for the exception being thrown: a heap value or 0 */
export const STATE_THROW_BACKTRACE = 120
/** exception stack of the running task: address of the raw block, and number of entries */
export const STATE_EXC_STACK = 124
export const STATE_EXC_DEPTH = 128
export const STATE_LIVE_BYTES = 136
export const STATE_GC_THRESHOLD = 144
/** bytes acquired for allocation since the last collection */
export const STATE_ALLOC_SINCE_GC = 152
export const STATE_FINALIZERS_DISABLED = 156
/** a collection is due at the next safepoint */
export const STATE_GC_WANTED = 160
/** safepoints left until the next collection under stress */
export const STATE_GC_STRESS_LEFT = 164
/** bytes acquired between collections, where the collector does not decide itself (0) */
export const STATE_GC_INTERVAL = 168

// ---- addresses that everybody may need --------------------------------------------------------------------------
/** table of well-known values: WELL_KNOWN + 4 * index */
export const WELL_KNOWN = 256
export const WK_DATATYPE = 0
export const WK_UNIONALL = 1
export const WK_UNION = 2
export const WK_TYPEOFBOTTOM = 3
export const WK_SYMBOL = 4
export const WK_STRING = 5
export const WK_SVEC = 6
export const WK_BOOL = 7
export const WK_CHAR = 8
export const WK_INT8 = 9
export const WK_INT16 = 10
export const WK_INT32 = 11
export const WK_INT64 = 12
export const WK_INT128 = 13
export const WK_UINT8 = 14
export const WK_UINT16 = 15
export const WK_UINT32 = 16
export const WK_UINT64 = 17
export const WK_UINT128 = 18
export const WK_FLOAT16 = 19
export const WK_FLOAT32 = 20
export const WK_FLOAT64 = 21
export const WK_NOTHING_TYPE = 22
export const WK_TASK = 23
export const WK_WEAKREF = 24
export const WK_TYPEOFVARARG = 25
export const WK_TYPEVAR = 26
export const WK_TYPENAME = 27
export const WK_MODULE = 28
export const WK_EXPR = 29
export const WK_VECTOR_ANY = 30
export const WK_MEMORY_ANY = 31
export const WK_VECTOR_UINT8 = 32
export const WK_MEMORY_UINT8 = 33
/** type names, to recognise all instantiations */
export const WK_TUPLE_NAME = 40
export const WK_NAMEDTUPLE_NAME = 41
export const WK_ARRAY_NAME = 42
export const WK_MEMORY_NAME = 43
export const WK_MEMORYREF_NAME = 44
export const WK_PTR_NAME = 45
export const WK_TYPE_NAME = 46
/** values */
export const WK_NOTHING = 50
export const WK_TRUE = 51
export const WK_FALSE = 52
export const WK_EMPTY_TUPLE = 53
export const WK_EMPTY_SVEC = 54
export const WK_EMPTY_STRING = 55
export const WK_BOTTOM = 56
export const WK_ANY = 57
/** preallocated boxes: address of the first */
export const WK_BOXES_INT64 = 60
export const WK_BOXES_INT8 = 61
export const WK_BOXES_UINT8 = 62
export const WK_BOXES_CHAR = 63
export const WELL_KNOWN_COUNT = 128

export const SMALL_INT_MIN = -512
export const SMALL_INT_MAX = 1023

// ---- header -----------------------------------------------------------------------------------------------------
export const HEADER_AUX = -8
export const HEADER_TAG = -4
export const TAG_MARK = 1
export const TAG_PERMANENT = 2
/** the value is itself a type (DataType, UnionAll, Union, TypeofBottom) */
export const TAG_IS_TYPE = 4
export const TAG_BITS = 15

// ---- DataType -----------------------------------------------------------------------------------------------------
export const DT_NAME = 0
export const DT_SUPER = 8
export const DT_PARAMETERS = 16
export const DT_TYPES = 24
export const DT_INSTANCE = 32
export const DT_LAYOUT = 40
export const DT_HASH = 48
export const DT_FLAGS = 52
export const DT_ID = 56
export const DT_DISPATCH = 60
export const DT_SIZE = 64

export const DTF_CONCRETE = 1
export const DTF_MUTABLE = 2
export const DTF_ABSTRACT = 4
export const DTF_ISBITS = 8
export const DTF_FREE_VARS = 16
export const DTF_PRIMITIVE = 32
export const DTF_KIND = 64
export const DTF_TUPLE = 128
export const DTF_INLINE = 256
export const DTF_NAMEDTUPLE = 512

/** offset of the field names (SimpleVector of Symbols) in a TypeName */
export const TYPENAME_NAMES = 16

// ---- layout descriptor --------------------------------------------------------------------------------------------
/** in front of the descriptor: address of the field table (0: not made yet), number of fields */
export const LAYOUT_FIELD_TABLE = -4
export const LAYOUT_NFIELDS = -8
export const LAYOUT_PREFIX = 8
export const LAYOUT_SIZE = 0
export const LAYOUT_KIND = 4
export const LAYOUT_ALIGNMENT = 8
export const LAYOUT_NPTRS = 12
export const LAYOUT_STRIDE = 16
export const LAYOUT_ELEMENT_NPTRS = 20
export const LAYOUT_FLAGS = 24
export const LAYOUT_EGAL = 28
export const LAYOUT_OFFSETS = 32

export const LAYOUTF_BYTEWISE = 1
export const LAYOUTF_MUTABLE = 2

export const KIND_STRUCT = 0
export const KIND_STRING = 1
export const KIND_SYMBOL = 2
export const KIND_SVEC = 3
export const KIND_MEMORY_BITS = 4
export const KIND_MEMORY_REFS = 5
export const KIND_MEMORY_INLINE = 6
export const KIND_MEMORY_UNION = 7
export const KIND_OPAQUE = 8
export const KIND_TASK = 9
export const KIND_WEAKREF = 10

// field-wise comparison table: u32 count, then entries of 16 bytes {offset, kind, size or selector offset, members}
export const EGAL_ENTRY = 16
/** `size` bytes are compared */
export const EGAL_BYTES = 0
/** two references, compared by `===` */
export const EGAL_REF = 1
/** inline union: third word is the selector's offset, fourth the member table */
export const EGAL_UNION = 2

// field table: nfields entries of 24 bytes
export const FIELD_ENTRY = 24
export const FIELD_OFFSET = 0
export const FIELD_SIZE = 4
/** FIELD_KIND_* | FIELD_CONST | FIELD_ATOMIC */
export const FIELD_KIND = 8
/** inline: DataType of the field; union: address of the member table; reference: declared type */
export const FIELD_TYPE = 12
export const FIELD_SELECTOR = 16
/** declared type of the field (any kind) */
export const FIELD_DECLARED = 20
export const FIELD_KIND_INLINE = 0
export const FIELD_KIND_REF = 1
export const FIELD_KIND_UNION = 2
export const FIELD_KIND_MASK = 3
export const FIELD_CONST = 4
export const FIELD_ATOMIC = 8

// member table of an inline union: u32 count, then addresses of the members' DataTypes
export const MEMBERS_COUNT = 0
export const MEMBERS_TYPES = 4

// ---- String, Symbol, SimpleVector, Memory, Array --------------------------------------------------------------------
export const STRING_LENGTH = 0
export const STRING_DATA = 8
export const SYMBOL_HASH = 0
export const SYMBOL_LENGTH = 4
export const SYMBOL_DATA = 8
export const SVEC_LENGTH = 0
export const SVEC_DATA = 8
export const MEMORY_LENGTH = 0
export const MEMORY_PTR = 8
export const MEMORY_DATA = 16
/** where ptr does not point into the object itself: a reference to the value that owns the bytes, or 0 */
export const MEMORY_OWNER = 16
export const ARRAY_PTR = 0
export const ARRAY_MEM = 8
export const ARRAY_SIZE = 16

// ---- Task: Julia's fields, then hidden ones -----------------------------------------------------------------------------
export const TASK_NEXT = 0
export const TASK_QUEUE = 8
export const TASK_STORAGE = 16
export const TASK_DONENOTIFY = 24
export const TASK_RESULT = 32
export const TASK_SCOPE = 40
export const TASK_CODE = 48
export const TASK_RNG = 56
export const TASK_STATE = 96
export const TASK_STICKY = 97
export const TASK_ISEXCEPTION = 98
export const TASK_PRIORITY = 100
/** hidden from here on */
export const TASK_SP = 104
export const TASK_STACK_BASE = 108
export const TASK_STACK_LIMIT = 112
export const TASK_WORLD = 116
export const TASK_EXCEPTION = 120
export const TASK_EXC_STACK = 124
export const TASK_EXC_DEPTH = 128
/** 0 new, 1 running or suspended, 2 done */
export const TASK_PHASE = 132
export const TASK_ID = 136
export const TASK_SIZE = 144

/** finalizer entry: {object, function} */
export const FINAL_ENTRY = 8
/** exception stack entry: {exception, backtrace} */
export const EXC_ENTRY = 8

// ---- dispatch cache ---------------------------------------------------------------------------------------------------
/** header of a type's cache: mask, count */
export const CACHE_MASK = 0
export const CACHE_COUNT = 4
export const CACHE_ENTRIES = 16
export const CACHE_ENTRY = 32

// ---- memory map ---------------------------------------------------------------------------------------------------------
/** allocation state per size class, 32 bytes each */
export const CLASS_TABLE = 1024
/** byte per 8-byte step of cell size up to SMALL_LIMIT: the class */
export const CLASS_OF = 2560
export const CLASS_COUNT = 40
export const SMALL_LIMIT = 2040
export const CLASS_CURSOR = 0
export const CLASS_LIMIT = 4
export const CLASS_CELL = 8
export const CLASS_SWEEP = 12
export const CLASS_SCAN = 16
export const CLASS_SCAN_END = 20

export const PAGE_SHIFT = 16
export const PAGE_BYTES = 65536
/** byte per page: what it is used for */
export const PAGE_KINDS = 65536
/** u32 per page: cells: class | flags << 8 | next page << 16; large: number of pages */
export const PAGE_META = 131072
export const FIRST_PAGE = 8
export const PAGE_FREE = 0
export const PAGE_CELLS = 1
export const PAGE_LARGE = 2
export const PAGE_LARGE_REST = 3
export const PAGE_PERMANENT = 4
export const PAGE_RAW = 5
export const PAGE_STACK = 6
/** belongs to the system image: its objects are never freed, and nothing is allocated in it */
export const PAGE_IMAGE = 7

// ---- what `fail` may be asked to throw -----------------------------------------------------------------------------------
/** OutOfMemoryError; a: bytes asked for */
export const FAIL_OUT_OF_MEMORY = 0
/** StackOverflowError */
export const FAIL_STACK_OVERFLOW = 1
/** UndefRefError */
export const FAIL_UNDEF_REF = 2
/** BoundsError(a, b): b is a boxed index */
export const FAIL_BOUNDS = 3
/** type a has no field b (a Symbol) */
export const FAIL_NO_FIELD = 4
/** TypeError: a is not of type b */
export const FAIL_TYPE = 5
/** ArgumentError: length of a Memory of type a is b */
export const FAIL_MEMORY_SIZE = 6
/** setfield! of field b (boxed index) of the value a, which is const or of an immutable type */
export const FAIL_CONST_FIELD = 7
/** new: a is not a type that has instances */
export const FAIL_NOT_CONCRETE = 8
/** iterate returned the value a, which is no 2-tuple */
export const FAIL_ITERATE = 9
/** ArgumentError: the builtin a takes at least b arguments (a number, not a value) */
export const FAIL_ARGUMENT_COUNT = 10
/** the collector met a reference to freed memory (only under stress): the reference, what holds it (an object or ROOT_*) */
export const FAIL_STALE_REFERENCE = 11

// ---- kinds of roots, as the collector names them in the report of a stale reference -----------------------------------
export const ROOT_WELL_KNOWN = 1
export const ROOT_PIN = 2
export const ROOT_HANDLE = 3
export const ROOT_TASK = 4
export const ROOT_STACK = 5
export const ROOT_FINALIZER = 6
