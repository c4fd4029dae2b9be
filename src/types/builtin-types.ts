/**
 * The types that exist before any Julia code has run: what the language itself must know. Everything else is
 * defined in `base/`.
 *
 * One row is one definition; type expressions are Julia's own (read by `type-syntax.ts`). Rows may refer to rows
 * further down: all names are declared first, then supertypes, then fields. `base/CORE_TYPES.md` is made from
 * this table by `tools/core-types.ts`.
 */
export interface BuiltinRow {
  readonly name: string
  /** `T`, `T<:Real`; in order */
  readonly params?: string
  /** supertype; `Any` when absent */
  readonly super?: string
  readonly kind: 'abstract' | 'primitive' | 'struct' | 'mutable' | 'opaque'
  /** for `primitive` */
  readonly bits?: number
  /** `name::Type` separated by blanks; `@` before a name: atomic, `=` before a name: const in a mutable type */
  readonly fields?: string
  /** number of leading fields that are always defined; all when absent */
  readonly minInitialized?: number
}

const abstract = (name: string, superType = 'Any', params = ''): BuiltinRow => ({
  name,
  kind: 'abstract',
  super: superType,
  params,
})
const primitive = (name: string, superType: string, bits: number, params = ''): BuiltinRow => ({
  name,
  kind: 'primitive',
  super: superType,
  bits,
  params,
})
const struct = (name: string, fields = '', superType = 'Any', params = ''): BuiltinRow => ({
  name,
  kind: 'struct',
  super: superType,
  fields,
  params,
})
const mutable = (
  name: string,
  fields: string,
  minInitialized?: number,
  superType = 'Any',
  params = '',
): BuiltinRow => ({ name, kind: 'mutable', super: superType, fields, params, minInitialized })
/** A mutable object whose inside only the runtime knows. */
const opaque = (name: string, superType = 'Any', params = ''): BuiltinRow => ({
  name,
  kind: 'opaque',
  super: superType,
  params,
})

export const builtinTypes: readonly BuiltinRow[] = [
  // ---- the roots, and the types of types ------------------------------------------------------------------------
  abstract('Any'),
  abstract('Type', 'Any', 'T'),
  mutable(
    'DataType',
    '=name::TypeName =super::DataType =parameters::SimpleVector types::SimpleVector instance::Any ' +
      'layout::Ptr{Nothing} hash::Int32 flags::UInt16',
    3,
    'Type',
  ),
  struct('UnionAll', 'var::TypeVar body::Any', 'Type'),
  struct('Union', 'a::Any b::Any', 'Type'),
  struct('TypeofBottom', '', 'Type'),
  { ...struct('TypeofVararg', 'T::Any N::Any'), minInitialized: 0 },
  mutable('TypeVar', '=name::Symbol =lb::Any =ub::Any'),
  mutable(
    'TypeName',
    '=name::Symbol =module::Module =names::SimpleVector =atomicfields::Ptr{Nothing} =constfields::Ptr{Nothing} ' +
      '=wrapper::Any Typeofwrapper::Any @cache::SimpleVector @linearcache::SimpleVector mt::MethodTable partial::Any ' +
      '=hash::Int64 =n_uninitialized::Int32 =flags::UInt8 max_methods::UInt8',
    6,
  ),

  // ---- numbers, characters, truth -------------------------------------------------------------------------------
  abstract('Number'),
  abstract('Real', 'Number'),
  abstract('AbstractFloat', 'Real'),
  abstract('Integer', 'Real'),
  abstract('Signed', 'Integer'),
  abstract('Unsigned', 'Integer'),
  abstract('AbstractChar'),
  primitive('Bool', 'Integer', 8),
  primitive('Char', 'AbstractChar', 32),
  primitive('Float16', 'AbstractFloat', 16),
  primitive('Float32', 'AbstractFloat', 32),
  primitive('Float64', 'AbstractFloat', 64),
  primitive('Int8', 'Signed', 8),
  primitive('Int16', 'Signed', 16),
  primitive('Int32', 'Signed', 32),
  primitive('Int64', 'Signed', 64),
  primitive('Int128', 'Signed', 128),
  primitive('UInt8', 'Unsigned', 8),
  primitive('UInt16', 'Unsigned', 16),
  primitive('UInt32', 'Unsigned', 32),
  primitive('UInt64', 'Unsigned', 64),
  primitive('UInt128', 'Unsigned', 128),

  // ---- text, symbols, nothing -----------------------------------------------------------------------------------
  abstract('AbstractString'),
  opaque('String', 'AbstractString'),
  opaque('Symbol'),
  opaque('SimpleVector'),
  struct('Nothing'),

  // ---- tuples ---------------------------------------------------------------------------------------------------
  struct('Tuple', '', 'Any', 'Vararg{Any}'),
  struct('NamedTuple', '', 'Any', 'names T<:Tuple'),

  // ---- memory, arrays, pointers ---------------------------------------------------------------------------------
  abstract('Ref', 'Any', 'T'),
  primitive('Ptr', 'Ref{T}', 64, 'T'),
  primitive('LLVMPtr', 'Ref{T}', 64, 'T AS'),
  primitive('AddrSpace', 'Any', 8, 'Backend'),
  abstract('AbstractArray', 'Any', 'T N'),
  abstract('DenseArray', 'AbstractArray{T,N}', 'T N'),
  mutable('GenericMemory', '=length::Int64 =ptr::Ptr{Nothing}', 2, 'DenseArray{T,1}', 'kind T addrspace'),
  struct(
    'GenericMemoryRef',
    'ptr_or_offset::Ptr{Nothing} mem::GenericMemory{kind,T,addrspace}',
    'Ref{T}',
    'kind T addrspace',
  ),
  mutable(
    'Array',
    'ref::GenericMemoryRef{:not_atomic,T,CPU} size::Tuple{Vararg{Int64,N}}',
    2,
    'DenseArray{T,N}',
    'T N',
  ),
  mutable('Box', 'contents::Any', 0),
  mutable('WeakRef', 'value::Any', 1),

  // ---- functions, methods and code ------------------------------------------------------------------------------
  abstract('Function'),
  abstract('Builtin', 'Function'),
  primitive('IntrinsicFunction', 'Builtin', 32),
  opaque('Module'),
  mutable('Binding', '@value::Any =globalref::GlobalRef @owner::Binding @ty::Any flags::UInt8', 0),
  mutable(
    'MethodTable',
    '=name::Symbol defs::Any leafcache::Any cache::Any max_args::Int64 module::Module backedges::Any',
    1,
  ),
  mutable(
    'Method',
    '=name::Symbol =module::Module =file::Symbol =line::Int32 primary_world::UInt64 deleted_world::UInt64 =sig::Type ' +
      'specializations::Any slot_syms::String external_mt::Any source::Any unspecialized::Any generator::Any ' +
      'roots::Any ccallable::SimpleVector invokes::Any recursion_relation::Any called::Int32 nargs::Int32 ' +
      'nospecialize::Int32 nkw::Int32 isva::Bool is_for_opaque_closure::Bool constprop::UInt8 max_varargs::UInt8 ' +
      'purity::UInt16',
    7,
  ),
  mutable(
    'MethodInstance',
    '=def::Union{Method,Module} =specTypes::Any =sparam_vals::SimpleVector uninferred::Any backedges::Any ' +
      '@cache::CodeInstance inInference::Bool cache_with_orig::Bool precompiled::Bool',
    3,
  ),
  mutable(
    'CodeInstance',
    '=def::MethodInstance =owner::Any @next::CodeInstance @min_world::UInt64 @max_world::UInt64 =rettype::Any ' +
      '=exctype::Any =rettype_const::Any @inferred::Any ipo_purity_bits::UInt32 purity_bits::UInt32 analysis_results::Any ' +
      'specsigflags::UInt8 precompile::UInt8 relocatability::UInt8',
    1,
  ),
  mutable(
    'CodeInfo',
    'code::Any codelocs::Any ssavaluetypes::Any ssaflags::Any linetable::Any slotnames::Any ' +
      'slotflags::Any slottypes::Any rettype::Any parent::Any method_for_inference_limit_heuristics::Any edges::Any ' +
      'min_world::UInt64 max_world::UInt64 inferred::Bool propagate_inbounds::Bool has_fcall::Bool ' +
      'nospecializeinfer::Bool inlining::UInt8 constprop::UInt8 purity::UInt16 inlining_cost::UInt16',
  ),
  mutable(
    'OpaqueClosure',
    '=captures::Any =world::Int64 =source::Any =invoke::Ptr{Nothing} =specptr::Ptr{Nothing}',
    3,
    'Function',
    'A<:Tuple R',
  ),

  // ---- tasks ----------------------------------------------------------------------------------------------------
  mutable(
    'Task',
    'next::Any queue::Any storage::Any donenotify::Any result::Any scope::Any code::Any rngState0::UInt64 ' +
      'rngState1::UInt64 rngState2::UInt64 rngState3::UInt64 rngState4::UInt64 @_state::UInt8 sticky::Bool ' +
      '@_isexception::Bool priority::UInt16',
    7,
  ),

  // ---- errors (the structs are in base/; the runtime finds them in Core by name) --------------------------------
  abstract('Exception'),

  // ---- syntax trees and intermediate code -----------------------------------------------------------------------
  mutable('Expr', 'head::Symbol args::Array{Any,1}'),
  struct('LineNumberNode', 'line::Int64 file::Any'),
  struct('LineInfoNode', 'module::Module method::Any file::Symbol line::Int32 inlined_at::Int32'),
  struct('QuoteNode', 'value::Any'),
  mutable('GlobalRef', '=mod::Module =name::Symbol =binding::Binding', 2),
  struct('SSAValue', 'id::Int64'),
  struct('SlotNumber', 'id::Int64'),
  struct('Argument', 'n::Int64'),
  struct('GotoNode', 'label::Int64'),
  struct('GotoIfNot', 'cond::Any dest::Int64'),
  { ...struct('ReturnNode', 'val::Any'), minInitialized: 0 },
  { ...struct('EnterNode', 'catch_dest::Int64 scope::Any'), minInitialized: 1 },
  struct('NewvarNode', 'slot::SlotNumber'),
  struct('PhiNode', 'edges::Array{Int32,1} values::Array{Any,1}'),
  struct('PiNode', 'val::Any typ::Any'),
  struct('PhiCNode', 'values::Array{Any,1}'),
  { ...struct('UpsilonNode', 'val::Any'), minInitialized: 0 },

  // ---- inference's lattice elements that Julia code may meet ----------------------------------------------------
  struct('Const', 'val::Any'),
  struct('PartialStruct', 'typ::Any fields::Array{Any,1}'),
  struct('InterConditional', 'slot::Int64 thentype::Any elsetype::Any'),
  struct('MethodMatch', 'spec_types::Type sparams::SimpleVector method::Method fully_covers::Bool'),
  struct('PartialOpaque', 'typ::Type env::Any parent::MethodInstance source::Any'),
]

/** Names for combinations of the above, bound in Core too. */
export const builtinAliases: readonly (readonly [name: string, type: string])[] = [
  ['NTuple', 'Tuple{Vararg{T,N}} where {N, T}'],
  ['Memory', 'GenericMemory{:not_atomic,T,CPU} where T'],
  ['AtomicMemory', 'GenericMemory{:atomic,T,CPU} where T'],
  ['MemoryRef', 'GenericMemoryRef{:not_atomic,T,CPU} where T'],
  ['AtomicMemoryRef', 'GenericMemoryRef{:atomic,T,CPU} where T'],
  ['Vector', 'Array{T,1} where T'],
  ['Matrix', 'Array{T,2} where T'],
  ['DenseVector', 'DenseArray{T,1} where T'],
  ['DenseMatrix', 'DenseArray{T,2} where T'],
  ['AbstractVector', 'AbstractArray{T,1} where T'],
  ['AbstractMatrix', 'AbstractArray{T,2} where T'],
  ['Int', 'Int64'],
  ['UInt', 'UInt64'],
]
