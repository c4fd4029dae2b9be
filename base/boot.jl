# Core's own Julia code. It is evaluated in module Core, where so far only what the runtime makes exists: builtins,
# the intrinsics module, the kinds (DataType, Union, UnionAll, TypeofBottom), Vararg, Tuple, NamedTuple, Symbol,
# String, Module, code and syntax node types, Task, Memory and Array as types, Ptr, Ref, Exception, and the primitive
# and abstract number types: the list is CORE_TYPES.md.
#
# There is no iteration, no operator and no string building here: those are Base's.
# Order: expressions and macros, constants and small types, exceptions, node constructors, memory and arrays,
# named tuples, keyword calls, generated functions, documentation hooks.

# Every method definition for a function names its type through Typeof: so this one must come first, and without it.
function Typeof end
(::typeof(Typeof))(x) = isa(x, Type) ? Type{x} : typeof(x)

# Splat calls name `iterate`; tuples and simple vectors are unpacked by the builtin and never reach it.
function iterate end

Expr(args...) = _expr(args...)

# `@new(T, a, b)`: an instance of a type the runtime made and that has no constructor yet.
macro new(args...)
    return Expr(:escape, Expr(:new, args...))
end

# As `@new`, the fields taken from a tuple.
macro splatnew(T, args)
    return Expr(:escape, Expr(:splatnew, T, args))
end

# Marks an argument: the method is not compiled afresh for each type of it. Base replaces it by the full form.
macro nospecialize(x)
    return Expr(:escape, Expr(:meta, :nospecialize, x))
end

# First statement of a body that must stay a call, so that callers keep only the call in their hot path.
macro noinline_body()
    return Expr(:meta, :noinline)
end
macro inline_body()
    return Expr(:meta, :inline)
end

# `where` clauses call these.
Box() = @new(Box)
Box(@nospecialize(x)) = @new(Box, x)
TypeVar(n::Symbol) = _typevar(n, Union{}, Any)
TypeVar(n::Symbol, @nospecialize(ub)) = _typevar(n, Union{}, ub)
TypeVar(n::Symbol, @nospecialize(lb), @nospecialize(ub)) = _typevar(n, lb, ub)
UnionAll(v::TypeVar, @nospecialize(t)) = ccall(:jl_type_unionall, Any, (Any, Any), v, t)

const getproperty = getfield
const setproperty! = setfield!
const swapproperty! = swapfield!
const modifyproperty! = modifyfield!
const replaceproperty! = replacefield!
const setpropertyonce! = setfieldonce!

# What lowering names in foreign calls and typed fields, as far as Core itself needs it.
cconvert(::Type{T}, x::T) where {T} = x
unsafe_convert(::Type{T}, x::T) where {T} = x
convert(::Type{T}, x::T) where {T} = x
convert(::Type{Any}, @nospecialize(x)) = x

eval(m::Module, @nospecialize(e)) = ccall(:jl_toplevel_eval_in, Any, (Any, Any), m, e)
eval(@nospecialize(e)) = ccall(:jl_toplevel_eval_in, Any, (Any, Any), Core, e)

# ---- constants and small types ----------------------------------------------------------------------------------

abstract type IO end

struct UndefInitializer end
const undef = UndefInitializer()

# Two values; what `modifyfield!` gives: old => new.
struct Pair{A, B}
    first::A
    second::B
    Pair{A, B}(a::A, b::B) where {A, B} = (@inline_body; new(a, b))
    Pair{Any, Any}(@nospecialize(a::Any), @nospecialize(b::Any)) = new(a, b)
end
Pair(@nospecialize(a), @nospecialize(b)) = (@inline_body; Pair{typeof(a), typeof(b)}(a, b))
const => = Pair

struct VecElement{T}
    value::T
    VecElement{T}(value::T) where {T} = new(value)
end
VecElement(arg::T) where {T} = VecElement{T}(arg)

(::Type{Nothing})() = nothing
const Cvoid = Nothing

Function(x::Function) = x
Symbol(s::Symbol) = s
Symbol(s::String) = ccall(:jl_string_to_symbol, Ref{Symbol}, (Any,), s)
Module(name::Symbol = :anonymous, std_imports::Bool = true, default_names::Bool = true) =
    ccall(:jl_f_new_module, Ref{Module}, (Any, Bool, Bool), name, std_imports, default_names)
Task(@nospecialize(f), reserved_stack::Int = 0) =
    ccall(:jl_new_task, Ref{Task}, (Any, Any, Int), f, nothing, reserved_stack)
WeakRef() = WeakRef(nothing)
WeakRef(@nospecialize(v)) = ccall(:jl_gc_new_weakref, Ref{WeakRef}, (Any,), v)


Tuple(x::Tuple) = x
(::Type{Tuple{}})() = ()

Bool(x::Bool) = x
(::Type{T})(x::T) where {T <: Number} = x
String(s::String) = s

# ---- exceptions -------------------------------------------------------------------------------------------------

struct ErrorException <: Exception
    msg::AbstractString
end

struct BoundsError <: Exception
    a::Any
    i::Any
    BoundsError() = new()
    BoundsError(@nospecialize(a)) = (@noinline_body; new(a))
    BoundsError(@nospecialize(a), @nospecialize(i)) = (@noinline_body; new(a, i))
end

struct DivideError <: Exception end
struct OutOfMemoryError <: Exception end
struct ReadOnlyMemoryError <: Exception end
struct SegmentationFault <: Exception end
struct StackOverflowError <: Exception end
struct UndefRefError <: Exception end
struct InterruptException <: Exception end

struct UndefVarError <: Exception
    var::Symbol
    scope
    UndefVarError(var::Symbol) = new(var)
    UndefVarError(var::Symbol, @nospecialize(scope)) = new(var, scope)
end

struct UndefKeywordError <: Exception
    var::Symbol
end

struct ConcurrencyViolationError <: Exception
    msg::AbstractString
end

struct DomainError <: Exception
    val
    msg::AbstractString
    DomainError(@nospecialize(val)) = (@noinline_body; new(val, ""))
    DomainError(@nospecialize(val), @nospecialize(msg)) = (@noinline_body; new(val, msg))
end

# `func` names the operation that failed, `expected` the type it wanted, `got` the value it was given.
struct TypeError <: Exception
    func::Symbol
    context::Union{AbstractString, Symbol}
    expected::Type
    got
    TypeError(func, context, @nospecialize(expected::Type), @nospecialize(got)) = new(func, context, expected, got)
end
TypeError(where, @nospecialize(expected::Type), @nospecialize(got)) = TypeError(Symbol(where), "", expected, got)

struct InexactError <: Exception
    func::Symbol
    args
    InexactError(func::Symbol, @nospecialize(args...)) = (@noinline_body; new(func, args))
end

struct OverflowError <: Exception
    msg::AbstractString
end

struct ArgumentError <: Exception
    msg::AbstractString
end

struct MethodError <: Exception
    f
    args
    world::UInt
    MethodError(@nospecialize(f), @nospecialize(args), world::UInt) = new(f, args, world)
end
MethodError(@nospecialize(f), @nospecialize(args)) = MethodError(f, args, 0xffffffffffffffff)

struct AssertionError <: Exception
    msg::AbstractString
end
AssertionError() = AssertionError("")

abstract type WrappedException <: Exception end

struct LoadError <: WrappedException
    file::AbstractString
    line::Int
    error
end

struct InitError <: WrappedException
    mod::Symbol
    error
end

throw_inexacterror(func::Symbol, @nospecialize(to), @nospecialize(val)) =
    (@noinline_body; throw(InexactError(func, to, val)))

# ---- constructors of syntax and code nodes ------------------------------------------------------------------------

QuoteNode(@nospecialize(x)) = @new(QuoteNode, x)
GlobalRef(m::Module, s::Symbol) = ccall(:jl_module_globalref, Ref{GlobalRef}, (Any, Any), m, s)
LineNumberNode(line::Int) = @new(LineNumberNode, line, nothing)
LineNumberNode(line::Int, @nospecialize(file)) = @new(LineNumberNode, line, _linefile(file))
_linefile(file::Nothing) = nothing
_linefile(file::Symbol) = file
_linefile(file::String) = Symbol(file)
NewvarNode(slot::SlotNumber) = @new(NewvarNode, slot)
SSAValue(id::Int) = @new(SSAValue, id)
SlotNumber(id::Int) = @new(SlotNumber, id)
Argument(n::Int) = @new(Argument, n)
GotoNode(label::Int) = @new(GotoNode, label)
GotoIfNot(@nospecialize(cond), dest::Int) = @new(GotoIfNot, cond, dest)
EnterNode(dest::Int) = @new(EnterNode, dest)
EnterNode(dest::Int, @nospecialize(scope)) = @new(EnterNode, dest, scope)
ReturnNode(@nospecialize(val)) = @new(ReturnNode, val)
ReturnNode() = @new(ReturnNode)
PiNode(@nospecialize(val), @nospecialize(typ)) = @new(PiNode, val, typ)
PhiNode(edges::Array{Int32, 1}, values::Array{Any, 1}) = @new(PhiNode, edges, values)
PhiCNode(values::Array{Any, 1}) = @new(PhiCNode, values)
UpsilonNode(@nospecialize(val)) = @new(UpsilonNode, val)
UpsilonNode() = @new(UpsilonNode)

# ---- memory and arrays --------------------------------------------------------------------------------------------

(self::Type{GenericMemory{kind, T, addrspace}})(::UndefInitializer, n::Int) where {kind, T, addrspace} =
    ccall(:jl_alloc_genericmemory, Ref{GenericMemory{kind, T, addrspace}}, (Any, UInt), self,
          Intrinsics.bitcast(UInt, n))
(self::Type{GenericMemory{kind, T, addrspace}})(::UndefInitializer, d::Tuple{Int}) where {kind, T, addrspace} =
    self(undef, getfield(d, 1))
(self::Type{GenericMemory{kind, T, addrspace}})() where {kind, T, addrspace} = self(undef, 0)

memoryref(mem::GenericMemory) = memoryrefnew(mem)
memoryref(mem::GenericMemory, i::Int) = memoryrefnew(memoryrefnew(mem), i, true)
memoryref(ref::GenericMemoryRef, i::Int) = memoryrefnew(ref, i, true)
GenericMemoryRef(mem::GenericMemory) = memoryrefnew(mem)
GenericMemoryRef(mem::GenericMemory, i::Int) = memoryref(mem, i)
GenericMemoryRef(ref::GenericMemoryRef, i::Int) = memoryrefnew(ref, i, true)
(::Type{GenericMemoryRef{kind, T, AS}})(mem::GenericMemory{kind, T, AS}) where {kind, T, AS} = memoryrefnew(mem)

# A product of dimensions that cannot be an array's length (negative, or past the address space) reports itself.
_throw_dims() =
    (@noinline_body; throw(ArgumentError("invalid Array dimensions")))

# `n` times `d`, or an error if either is negative or the product does not fit.
function checked_dims_mul(n::Int, d::Int)
    p = Intrinsics.checked_smul_int(n, d)
    getfield(p, 2) && _throw_dims()
    return getfield(p, 1)
end
checked_dim(d::Int) = (Intrinsics.slt_int(d, 0) && _throw_dims(); d)

Array{T, 1}(::UndefInitializer, m::Int) where {T} = @new(Array{T, 1}, memoryrefnew(Memory{T}(undef, m)), (m,))
function Array{T, 2}(::UndefInitializer, m::Int, n::Int) where {T}
    len = checked_dims_mul(checked_dim(m), checked_dim(n))
    return @new(Array{T, 2}, memoryrefnew(Memory{T}(undef, len)), (m, n))
end
function Array{T, 3}(::UndefInitializer, m::Int, n::Int, o::Int) where {T}
    len = checked_dims_mul(checked_dims_mul(checked_dim(m), checked_dim(n)), checked_dim(o))
    return @new(Array{T, 3}, memoryrefnew(Memory{T}(undef, len)), (m, n, o))
end
function Array{T, N}(::UndefInitializer, dims::NTuple{N, Int}) where {T, N}
    len = 1
    i = 1
    while Intrinsics.sle_int(i, N)
        len = checked_dims_mul(len, checked_dim(getfield(dims, i)))
        i = Intrinsics.add_int(i, 1)
    end
    return @new(Array{T, N}, memoryrefnew(Memory{T}(undef, len)), dims)
end
Array{T, N}(::UndefInitializer, dims::Int...) where {T, N} = Array{T, N}(undef, dims)
Array{T, 1}(::UndefInitializer, d::Tuple{Int}) where {T} = Array{T, 1}(undef, getfield(d, 1))
Array{T, 2}(::UndefInitializer, d::Tuple{Int, Int}) where {T} = Array{T, 2}(undef, getfield(d, 1), getfield(d, 2))
Array{T}(::UndefInitializer, m::Int) where {T} = Array{T, 1}(undef, m)
Array{T}(::UndefInitializer, m::Int, n::Int) where {T} = Array{T, 2}(undef, m, n)
Array{T}(::UndefInitializer, m::Int, n::Int, o::Int) where {T} = Array{T, 3}(undef, m, n, o)
Array{T}(::UndefInitializer, d::NTuple{N, Int}) where {T, N} = Array{T, N}(undef, d)
Array{T, 1}() where {T} = Array{T, 1}(undef, 0)

# ---- named tuples -------------------------------------------------------------------------------------------------

NamedTuple{names, T}(args::T) where {names, T <: Tuple} = @splatnew(NamedTuple{names, T}, args)
(::Type{NamedTuple{names}})(args::Tuple) where {names} = NamedTuple{names, typeof(args)}(args)
(::Type{NamedTuple{()}})() = NamedTuple{(), Tuple{}}(())
NamedTuple() = NamedTuple{(), Tuple{}}(())

# ---- keyword calls ------------------------------------------------------------------------------------------------

# `kwcall(nt, f, args...)` is what a call with keywords lowers to; functions that take keywords add a method to it.
# Reaching this one means that `f` takes none for these arguments.
function kwcall end
# The type that methods for keyword calls of functions of type `t` are defined for.
kwftype(@nospecialize(t)) = typeof(kwcall)

# ---- generated functions and opaque closures ------------------------------------------------------------------------

# Wraps the user's generator: called with (world, source, static parameters…, argument types…) it makes the code.
struct GeneratedFunctionStub
    gen
    argnames::SimpleVector
    spnames::SimpleVector
end

# The type that a closure's field for a captured value gets.
_typeof_captured_variable(@nospecialize(t)) =
    isa(t, Type) && ccall(:jl_has_free_typevars, Bool, (Any,), t) ? typeof(t) : Typeof(t)

# What a field's type means by the name of the struct being defined: the new type, or what the name meant before.
struct_name_shim(@nospecialize(x), name::Symbol, mod::Module, @nospecialize(t)) = x === mod ? t : getfield(x, name)

# ---- documentation and literal macros -------------------------------------------------------------------------------

# Expands a documented definition. Base.Docs puts its own in place of this one, which drops the text.
atdoc = (source, mod, str, expr) -> Expr(:escape, expr)
atdoc!(f) = (global atdoc = f; nothing)

macro doc(x...)
    docex = atdoc(__source__, __module__, x...)
    return docex
end
macro __doc__(x)
    return Expr(:escape, Expr(:block, Expr(:meta, :doc), x))
end

macro int128_str end
macro uint128_str end
macro big_str end
macro cmd end

# ---- exports --------------------------------------------------------------------------------------------------------

export
    # type construction and kinds
    Any, DataType, Union, UnionAll, TypeVar, Type, Tuple, NTuple, NamedTuple, Vararg, Function, Module, Symbol,
    Ref, Ptr,
    # numbers
    Number, Real, AbstractFloat, Integer, Signed, Unsigned, Bool, Int, Int8, Int16, Int32, Int64, Int128,
    UInt, UInt8, UInt16, UInt32, UInt64, UInt128, Float16, Float32, Float64,
    # strings, arrays, tasks
    AbstractString, AbstractChar, Char, String, AbstractArray, DenseArray, Array, Vector, Matrix, Memory, MemoryRef,
    GenericMemory, GenericMemoryRef, AtomicMemory, VecElement, Pair, =>, IO, Task, WeakRef, Nothing, Cvoid,
    UndefInitializer, undef, nothing, Main, Core,
    # syntax
    Expr, QuoteNode, LineNumberNode, GlobalRef, Method,
    # exceptions
    Exception, ErrorException, BoundsError, DivideError, DomainError, InterruptException, InexactError,
    OutOfMemoryError, ReadOnlyMemoryError, OverflowError, StackOverflowError, SegmentationFault, UndefRefError,
    UndefVarError, UndefKeywordError, TypeError, ArgumentError, MethodError, AssertionError, LoadError, InitError,
    ConcurrencyViolationError, WrappedException,
    # functions
    ===, <:, isa, isdefined, eval, typeof, typeassert, tuple, getfield, setfield!, swapfield!, modifyfield!,
    replacefield!, setfieldonce!, nfields, fieldtype, getglobal, setglobal!, throw, invoke, applicable, ifelse,
    memoryref
