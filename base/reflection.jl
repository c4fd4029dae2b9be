# Reflection: what types, modules, bindings and methods say about themselves.

# ---- type anatomy ---------------------------------------------------------------------------------------------------

function unwrap_unionall(@nospecialize(a))
    @_foldable_meta
    while isa(a, UnionAll)
        a = a.body
    end
    return a
end
# `t` under the type variables of `u`.
function rewrap_unionall(@nospecialize(t), @nospecialize(u))
    isa(u, UnionAll) || return t
    return UnionAll(u.var, rewrap_unionall(t, u.body))
end
unwrapva(@nospecialize(t)) = isa(t, Core.TypeofVararg) ? (isdefined(t, :T) ? t.T : Any) : t
rename_unionall(@nospecialize(u)) = u

typename(@nospecialize(a)) = _typename(a)
_typename(a::DataType) = a.name
_typename(a::UnionAll) = _typename(a.body)
_typename(a::TypeVar) = error("typename does not apply to this type")
_typename(a::Core.TypeofBottom) = error("typename does not apply to this type")
function _typename(a::Union)
    ta = _typename(a.a)
    tb = _typename(a.b)
    ta === tb || error("typename does not apply to unions whose components have different typenames")
    return tb
end
_typename(@nospecialize(a)) = error("typename does not apply to this type")

uniontypes(@nospecialize(x)) = _uniontypes(x, Any[])
function _uniontypes(@nospecialize(x), ts)
    if x isa Union
        _uniontypes(x.a, ts)
        _uniontypes(x.b, ts)
    else
        push!(ts, x)
    end
    return ts
end
unionlen(@nospecialize(x)) = x isa Union ? unionlen(x.a) + unionlen(x.b) : 1

function supertype(T::DataType)
    @_foldable_meta
    return T.super
end
function supertype(T::UnionAll)
    @_foldable_meta
    return UnionAll(T.var, supertype(T.body))
end

# The bits of DataType.flags.
const _flag_concrete = 0x0001
const _flag_mutable = 0x0002
const _flag_abstract = 0x0004
const _flag_isbits = 0x0008
const _flag_freevars = 0x0010
const _flag_primitive = 0x0020
_has_flag(T::DataType, flag::UInt16) = not_int(eq_int(and_int(T.flags, flag), 0x0000))

isconcretetype(@nospecialize(t)) = (@_total_meta; isa(t, DataType) && _has_flag(t, _flag_concrete))
isbitstype(@nospecialize(t)) = (@_total_meta; isa(t, DataType) && _has_flag(t, _flag_isbits))
isbits(@nospecialize(x)) = isbitstype(typeof(x))
function isabstracttype(@nospecialize(t))
    @_total_meta
    t = unwrap_unionall(t)
    return isa(t, DataType) && _has_flag(t, _flag_abstract)
end
function isprimitivetype(@nospecialize(t))
    @_total_meta
    t = unwrap_unionall(t)
    return isa(t, DataType) && _has_flag(t, _flag_primitive)
end
function isstructtype(@nospecialize(t))
    @_total_meta
    t = unwrap_unionall(t)
    isa(t, DataType) || return false
    return !_has_flag(t, _flag_primitive) && !_has_flag(t, _flag_abstract)
end
function ismutabletype(@nospecialize(t))
    @_total_meta
    t = unwrap_unionall(t)
    return isa(t, DataType) && _has_flag(t, _flag_mutable)
end
ismutable(@nospecialize(x)) = (@_total_meta; _has_flag(typeof(x)::DataType, _flag_mutable))
isimmutable(@nospecialize(x)) = !ismutable(x)
ismutationfree(@nospecialize(T)) = (@_total_meta; _ismutationfree(T))
function _ismutationfree(@nospecialize(T))
    if isa(T, Union)
        return _ismutationfree(T.a) && _ismutationfree(T.b)
    elseif isa(T, DataType)
        return isbitstype(T) || T === String || T === Symbol
    end
    return false
end
issingletontype(@nospecialize(t)) = (@_total_meta; isa(t, DataType) && isdefined(t, :instance))
isdispatchtuple(@nospecialize(t)) = ccall(:jl_is_dispatch_tuple, Bool, (Any,), t)
isidentityfree(@nospecialize(t)) = !ismutabletype(t)
isdispatchelem(@nospecialize(v)) = v === Bottom || (isconcretetype(v) && !(v <: Tuple)) || isType(v) && !has_free_typevars(v)
isType(@nospecialize(t)) = isa(t, DataType) && t.name === Type.body.name
isconcretedispatch(@nospecialize(t)) = isconcretetype(t)
isbitsunion(@nospecialize(u)) = isa(u, Union) && _allbits(u)
_allbits(@nospecialize(u)) = isa(u, Union) ? _allbits(u.a) && _allbits(u.b) : isbitstype(u)
has_free_typevars(@nospecialize(t)) = (@_total_meta; ccall(:jl_has_free_typevars, Bool, (Any,), t))
hasuniquerep(@nospecialize(t)) = (isa(t, DataType) && !has_free_typevars(t)) || t === Union{}
isvarargtuple(@nospecialize(t)) = isvatuple(t)

# Sizes come from the type's layout descriptor: size, kind, alignment, number of references, element stride …
struct DataTypeLayout
    size::UInt32
    kind::UInt32
    alignment::UInt32
    nptrs::UInt32
    elstride::UInt32
    elnptrs::UInt32
    flags::UInt32
    egal::UInt32
end
function _layout(@nospecialize(T::DataType))
    p = bitcast(Ptr{DataTypeLayout}, T.layout)
    bitcast(UInt, p) === bitcast(UInt, 0) && throw(UndefRefError())
    return p
end
_layout_word(@nospecialize(T::DataType), i::Int) = unsafe_load(bitcast(Ptr{UInt32}, _layout(T)), i)
function datatype_alignment(T::DataType)
    @_foldable_meta
    return zext_int(Int, _layout_word(T, 3))
end
datatype_npointers(T::DataType) = zext_int(Int, _layout_word(T, 4))
datatype_pointerfree(T::DataType) = datatype_npointers(T) === 0
datatype_fieldcount(T::DataType) = fieldcount(T)
datatype_haspadding(T::DataType) = _layout_word(T, 7) & 0x00000001 === 0x00000000
allocatedinline(@nospecialize(T)) = (@_total_meta; ccall(:jl_is_inline_allocated, Bool, (Any,), T))

function aligned_sizeof(@nospecialize(T::Type))
    @_foldable_meta
    if isa(T, Union)
        if allocatedinline(T)
            sz, al = _union_size(T)
            return _round_up(sz, al)
        end
    elseif allocatedinline(T)
        return _round_up(Core.sizeof(T), datatype_alignment(T))
    end
    return 4
end
_round_up(sz::Int, al::Int) = and_int(add_int(sz, sub_int(al, 1)), neg_int(al))
function _union_size(@nospecialize(T))
    if isa(T, Union)
        sa, aa = _union_size(T.a)
        sb, ab = _union_size(T.b)
        return (slt_int(sa, sb) ? sb : sa), (slt_int(aa, ab) ? ab : aa)
    end
    return Core.sizeof(T), datatype_alignment(T)
end

# ---- fields -------------------------------------------------------------------------------------------------------

function fieldcount(@nospecialize(t))
    @_foldable_meta
    if t isa Union || t === Union{}
        n = argument_fieldcount(t)
        n === nothing && throw(ArgumentError("type does not have a definite number of fields"))
        return n
    elseif t isa UnionAll
        return fieldcount(unwrap_unionall(t))
    elseif !(t isa DataType)
        throw(TypeError(:fieldcount, DataType, t))
    end
    n = _fieldcount(t)
    n === nothing && throw(ArgumentError("type does not have a definite number of fields"))
    return n
end
argument_fieldcount(@nospecialize(t)) = nothing
# The number of fields of all instances, or nothing where it is not one number.
function _fieldcount(t::DataType)
    if t.name === NamedTuple.body.body.name
        names, types = t.parameters[1], t.parameters[2]
        names isa Tuple && return nfields(names)
        types isa DataType && return _fieldcount(types)
        return nothing
    elseif _has_flag(t, _flag_abstract) || (t.name === Tuple.name && isvatuple(t))
        return nothing
    elseif t.name === Tuple.name
        return length(t.parameters)
    end
    return length(t.name.names)
end

function fieldname(t::DataType, i::Integer)
    if isabstracttype(t)
        throw(ArgumentError("type does not have definite field names"))
    end
    names = _fieldnames(t)
    n = t.name === Tuple.name ? fieldcount(t) : length(names)
    if i > n
        throw(ArgumentError("Cannot access field $i since type $t only has $n field$(n == 1 ? "" : "s")."))
    elseif i < 1
        throw(ArgumentError("Field numbers must be positive integers. $i is invalid."))
    end
    return t.name === Tuple.name ? Int(i) : names[i]::Symbol
end
fieldname(t::UnionAll, i::Integer) = fieldname(unwrap_unionall(t), i)
fieldname(t::Type{<:Tuple}, i::Integer) =
    i < 1 || i > fieldcount(t) ? throw(BoundsError(t, i)) : Int(i)

_fieldnames(t::DataType) = isdefined(t, :name) && t.name === NamedTuple.body.body.name && t.parameters[1] isa Tuple ?
                           t.parameters[1] : t.name.names

fieldnames(t::DataType) = (fieldcount(t); ntuple(i -> fieldname(t, i), fieldcount(t)))
fieldnames(t::UnionAll) = fieldnames(unwrap_unionall(t))
fieldnames(::Core.TypeofBottom) = throw(ArgumentError("The empty type does not have field names since it does not have instances."))
fieldnames(t::Type{<:Tuple}) = ntuple(identity, fieldcount(t))

fieldtypes(T::Type) = (@_foldable_meta; ntuple(i -> fieldtype(T, i), fieldcount(T)))

# The place of field `name`, 0 if there is none (or an error, if asked for).
function fieldindex(T::DataType, name::Symbol, err::Bool = true)
    @_foldable_meta
    names = _fieldnames(T)
    i = 1
    while i <= length(names)
        names[i] === name && return i
        i += 1
    end
    err && error("type ", nameof(T), " has no field ", name)
    return 0
end
fieldindex(t::UnionAll, name::Symbol, err::Bool = true) = fieldindex(unwrap_unionall(t), name, err)
hasfield(T::Type, name::Symbol) = (@_foldable_meta; fieldindex(T, name, false) > 0)

fieldoffset(x::DataType, idx::Integer) = (@_foldable_meta; ccall(:jl_get_field_offset, UInt, (Any, Int), x, Int(idx)))

propertynames(x) = fieldnames(typeof(x))
propertynames(m::Module) = names(m; all = true, imported = true)
propertynames(x, private::Bool) = propertynames(x)
propertynames(x::Array) = ()
hasproperty(x, s::Symbol) = s in propertynames(x)

isfieldatomic(@nospecialize(t::Type), s::Symbol) = isfieldatomic(t, fieldindex(t, s, false))
function isfieldatomic(@nospecialize(t::Type), i::Int)
    t = unwrap_unionall(t)
    isa(t, DataType) || return false
    return i > 0 && ccall(:jl_field_isatomic, Bool, (Any, Int), t, i)
end
isconst(@nospecialize(t::Type), s::Symbol) = isconst(t, fieldindex(t, s, false))
function isconst(@nospecialize(t::Type), i::Int)
    t = unwrap_unionall(t)
    isa(t, DataType) || return false
    i < 1 && return false
    ismutabletype(t) || return true
    return ccall(:jl_field_isconst, Bool, (Any, Int), t, i)
end

typeintersect(@nospecialize(a), @nospecialize(b)) = (@_total_meta; ccall(:jl_type_intersection, Any, (Any, Any), a, b))

nameof(t::DataType) = t.name.name
nameof(t::UnionAll) = nameof(unwrap_unionall(t))
parentmodule(t::DataType) = t.name.module
parentmodule(t::UnionAll) = parentmodule(unwrap_unionall(t))

function instances end

# ---- identity -----------------------------------------------------------------------------------------------------

objectid(@nospecialize(x)) = (@_total_meta; ccall(:jl_object_id, UInt, (Any,), x))

# ---- modules and bindings ---------------------------------------------------------------------------------------

nameof(m::Module) = ccall(:jl_module_name, Ref{Symbol}, (Any,), m)
parentmodule(m::Module) = ccall(:jl_module_parent, Ref{Module}, (Any,), m)
is_root_module(m::Module) = parentmodule(m) === m || m === Base || m === Core || m === Main
function moduleroot(m::Module)
    while true
        is_root_module(m) && return m
        p = parentmodule(m)
        p === m && return m
        m = p
    end
end
function fullname(m::Module)
    mn = nameof(m)
    (m === Main || m === Base || m === Core) && return (mn,)
    mp = parentmodule(m)
    mp === m && return (mn,)
    return (fullname(mp)..., mn)
end

names(m::Module; all::Bool = false, imported::Bool = false, usings::Bool = false) =
    sort!(unsorted_names(m; all, imported, usings))
unsorted_names(m::Module; all::Bool = false, imported::Bool = false, usings::Bool = false) =
    ccall(:jl_module_names, Array{Symbol, 1}, (Any, Bool, Bool, Bool), m, all, imported, usings)
module_usings(m::Module) = ccall(:jl_module_usings, Any, (Any,), m)::Array{Any, 1}

isexported(m::Module, s::Symbol) = ccall(:jl_module_exports_p, Bool, (Any, Any), m, s)
ispublic(m::Module, s::Symbol) = ccall(:jl_module_public_p, Bool, (Any, Any), m, s)
isconst(m::Module, s::Symbol) = ccall(:jl_is_const, Bool, (Any, Any), m, s)
isconst(g::GlobalRef) = isconst(g.mod, g.name)
isbindingresolved(m::Module, s::Symbol) = ccall(:jl_binding_resolved_p, Bool, (Any, Any), m, s)
function binding_module(m::Module, s::Symbol)
    p = ccall(:jl_get_module_of_binding, Any, (Any, Any), m, s)
    return p === nothing ? m : p::Module
end
function resolve(g::GlobalRef; force::Bool = false)
    return GlobalRef(binding_module(g.mod, g.name), g.name)
end
moduleloc(m::Module) = LineNumberNode(0, nothing)

function which(m::Module, s::Symbol)
    p = ccall(:jl_get_module_of_binding, Any, (Any, Any), m, s)
    if p === nothing || !isdefined(p::Module, s)
        error("\"", s, "\" is not defined in module ", nameof(m))
    end
    return p::Module
end

# ---- functions and methods --------------------------------------------------------------------------------------

get_world_counter() = ccall(:jl_get_world_counter, UInt, ())
tls_world_age() = ccall(:jl_get_tls_world_age, UInt, ())

nameof(f::Function) = _function_name(f)
# The type of function f is `#f`; of one without a name `#1#2`, whose name is `#1`; of a local one `#f#3`.
function _function_name(@nospecialize(f))
    tn = typeof(f).name
    if isdefined(tn, :mt)
        mt = tn.mt
        if !isdefined(Type.body.name, :mt) || mt !== Type.body.name.mt
            return mt.name
        end
    end
    s = String(tn.name)
    ncodeunits(s) > 1 && codeunit(s, 1) === 0x23 || return tn.name
    c = codeunit(s, 2)
    c === 0x23 && return Symbol(s[2:end])
    stop = findnext('#', s, 2)
    if 0x30 <= c <= 0x39
        return stop === nothing ? tn.name : Symbol(s[1:prevind(s, stop)])
    end
    return Symbol(stop === nothing ? s[2:end] : s[2:prevind(s, stop)])
end
_method_table(@nospecialize(f)) = (tn = typeof(f).name; isdefined(tn, :mt) ? tn.mt : nothing)
nameof(f::Core.IntrinsicFunction) = ccall(:jl_intrinsic_name, Ref{Symbol}, (Any,), f)
parentmodule(f::Function) = parentmodule(typeof(f))
parentmodule(m::Method) = m.module
function parentmodule(@nospecialize(f), @nospecialize(types))
    m = methods(f, types)
    isempty(m) && error("no matching methods")
    return parentmodule(first(m))
end

# The signature of a call: the function's type before the arguments' types.
function signature_type(@nospecialize(f), @nospecialize(argtypes))
    argtypes = to_tuple_type(argtypes)
    ft = Core.Typeof(f)
    u = unwrap_unionall(argtypes)::DataType
    return rewrap_unionall(Tuple{ft, u.parameters...}, argtypes)
end
function to_tuple_type(@nospecialize(t))
    if isa(t, Tuple) || isa(t, AbstractArray) || isa(t, Core.SimpleVector)
        t = Tuple{t...}
    end
    if isa(t, Type) && t <: Tuple
        for p in (unwrap_unionall(t)::DataType).parameters
            if isvarargtype(p)
                p = unwrapva(p)
            end
            if !(isa(p, Type) || isa(p, TypeVar))
                error("argument tuple type must contain only types")
            end
        end
        return t
    end
    error("expected tuple type")
end
tuple_type(@nospecialize(t)) = to_tuple_type(t)
# The argument types of a call with these arguments.
typesof(@nospecialize(args...)) = Tuple{Any[Core.Typeof(a) for a in args]...}

# All methods that a call with signature `t` might reach, most specific first: a vector of Core.MethodMatch.
# `lim` bounds their number (-1: no bound); nothing if there are more.
function _methods_by_ftype(@nospecialize(t), lim::Int, world::UInt)
    return _methods_by_ftype(t, nothing, lim, world)
end
function _methods_by_ftype(@nospecialize(t), mt, lim::Int, world::UInt, ambig::Bool = false)
    return ccall(:jl_matching_methods, Any, (Any, Any, Int, Bool, UInt), t, mt, lim, ambig, world)
end
function _methods(@nospecialize(f), @nospecialize(t), lim::Int, world::UInt)
    return _methods_by_ftype(signature_type(f, t), lim, world)
end

# The matched method of a call as a list one can index, iterate and show.
struct MethodList <: AbstractArray{Method, 1}
    ms::Array{Method, 1}
    mt::Any
end
size(m::MethodList) = size(m.ms)
getindex(m::MethodList, i::Integer) = m.ms[i]
length(m::MethodList) = length(m.ms)

function methods(@nospecialize(f), @nospecialize(t), mod = nothing)
    world = get_world_counter()
    ms = Method[]
    for m in _methods(f, t, -1, world)::Array{Any, 1}
        (mod === nothing || _in_modules(m.method, mod)) && push!(ms, m.method)
    end
    return MethodList(ms, _method_table(f))
end
methods(@nospecialize(f), @nospecialize(t), mod::Module) = methods(f, t, (mod,))
methods(@nospecialize(f), mod::Module) = methods(f, Tuple{Vararg{Any}}, (mod,))
methods(@nospecialize(f)) = methods(f, Tuple{Vararg{Any}})
_in_modules(m::Method, mods) = m.module in mods

function visit(f, mt::Core.MethodTable)
    for m in ccall(:jl_method_table_methods, Any, (Any,), mt)::Array{Any, 1}
        f(m)
    end
    return nothing
end

function hasmethod(@nospecialize(f), @nospecialize(t))
    return _find_method(signature_type(f, t), get_world_counter()) !== nothing
end
function hasmethod(@nospecialize(f), @nospecialize(t), kwnames::Tuple{Vararg{Symbol}};
                   world::UInt = get_world_counter())
    isempty(kwnames) && return hasmethod(f, t)
    t = to_tuple_type(t)
    ft = Core.Typeof(f)
    u = unwrap_unionall(t)::DataType
    tt = rewrap_unionall(Tuple{typeof(Core.kwcall), NamedTuple, ft, u.parameters...}, t)
    ms = _methods_by_ftype(tt, -1, world)
    isempty(ms) && return false
    kws = kwarg_decl(which(f, t))
    endswith_dots = false
    for kw in kws
        endswith(String(kw), "...") && (endswith_dots = true)
    end
    endswith_dots && return true
    return issubset(kwnames, kws)
end
_find_method(@nospecialize(tt), world::UInt) = ccall(:jl_gf_invoke_lookup, Any, (Any, Any, UInt), tt, nothing, world)

function which(@nospecialize(f), @nospecialize(t))
    tt = signature_type(f, t)
    return which(tt)
end
function which(@nospecialize(tt::Type))
    m = _find_method(tt, get_world_counter())
    m === nothing && error("no unique matching method found for the specified argument types")
    return m::Method
end
function which(@nospecialize(f))
    ms = methods(f)
    length(ms) == 1 || error("no unique matching method found")
    return first(ms)
end

# Two methods are ambiguous if their signatures meet and neither covers the meeting as the more specific.
function isambiguous(m1::Method, m2::Method; ambiguous_bottom::Bool = false)
    m1 === m2 && return false
    ti = typeintersect(m1.sig, m2.sig)
    ti === Bottom && return false
    if !ambiguous_bottom && has_bottom_parameter(ti)
        return false
    end
    morespecific(m1.sig, m2.sig) && return false
    morespecific(m2.sig, m1.sig) && return false
    # a third method that covers the intersection resolves it
    for m in _methods_by_ftype(ti, -1, get_world_counter())
        mm = m.method
        (mm === m1 || mm === m2) && continue
        if m.fully_covers && morespecific(mm.sig, m1.sig) && morespecific(mm.sig, m2.sig)
            return false
        end
    end
    return true
end
morespecific(@nospecialize(a), @nospecialize(b)) = ccall(:jl_type_morespecific, Bool, (Any, Any), a, b)
morespecific(a::Method, b::Method) = morespecific(a.sig, b.sig)
function has_bottom_parameter(@nospecialize(t))
    t = unwrap_unionall(t)
    t === Bottom && return true
    t isa TypeVar && return t.ub === Bottom
    t isa Core.TypeofVararg && return isdefined(t, :T) && has_bottom_parameter(t.T)
    t isa Union && return has_bottom_parameter(t.a) & has_bottom_parameter(t.b)
    t isa DataType || return false
    for p in t.parameters
        (p isa Type || p isa TypeVar || p isa Core.TypeofVararg) && has_bottom_parameter(p) && return true
    end
    return false
end
function delete_method(m::Method)
    ccall(:jl_method_table_disable, Cvoid, (Any,), m)
    return nothing
end

# Names of the arguments (the function first), and of the keywords a method declares.
method_argnames(m::Method) = ccall(:jl_method_argnames, Array{Symbol, 1}, (Any,), m)
# The keywords stand in front of the arguments of the body function `#f#12` that lowering makes beside the method.
function kwarg_decl(m::Method, kwtype = nothing)
    mp = unwrap_unionall(m.sig).parameters
    prefix = string('#', m.name, '#')
    for n in unsorted_names(m.module; all = true)
        startswith(String(n), prefix) && isdefined(m.module, n) || continue
        f = getglobal(m.module, n)
        f isa Function || continue
        for body in methods(f)
            kws = ccall(:jl_method_kwnames, Any, (Any,), body)
            kws === nothing && continue
            bp = unwrap_unionall(body.sig).parameters
            k = length(kws)
            length(bp) == 1 + k + length(mp) || continue
            _same_parameters(bp, 1 + k, mp) || continue
            out = Symbol[]
            for i in 1:k
                # the rest of the keywords comes as an iterator of pairs
                slurp = i == k && isa(bp[i + 1], Type) && bp[i + 1] !== Any && bp[i + 1] <: Iterators.Pairs
                push!(out, slurp ? Symbol(kws[i], "...") : kws[i])
            end
            return out
        end
    end
    return Symbol[]
end
function _same_parameters(bp, offset::Int, mp)
    for i in 1:length(mp)
        x = bp[offset + i]
        y = mp[i]
        x === y && continue
        (isa(x, TypeVar) && isa(y, TypeVar)) && x.name === y.name && continue
        string(x) == string(y) || return false
    end
    return true
end

function functionloc(m::Method)
    ln = m.line
    ln <= 0 && error("could not determine location of method definition")
    return (String(m.file), Int(ln))
end
functionloc(@nospecialize(f), @nospecialize(types)) = functionloc(which(f, types))
function functionloc(@nospecialize(f))
    ms = methods(f)
    isempty(ms) && error("function has no definitions")
    length(ms) > 1 && error("function has multiple methods; please specify a type signature")
    return functionloc(first(ms))
end

# ---- inference results ----------------------------------------------------------------------------------------------

function return_types(@nospecialize(f), @nospecialize(types = default_tt(f)); world::UInt = get_world_counter())
    tt = signature_type(f, types)
    rts = Any[]
    if isa(f, Core.Builtin)
        push!(rts, infer_return_type(f, types; world))
        return rts
    end
    for m in _methods_by_ftype(tt, -1, world)
        push!(rts, ccall(:jl_infer_return_type, Any, (Any, Any, Any, UInt), m.method, m.spec_types, m.sparams, world))
    end
    return rts
end
# Builtins have no methods: what calls of them give is what a method that makes such a call gives.
struct BuiltinCaller{F}
    f::F
end
(c::BuiltinCaller)(xs...) = c.f(xs...)

# The type a call with these argument types is inferred to give: the join over the methods it might reach.
function infer_return_type(@nospecialize(f), @nospecialize(types = default_tt(f)); world::UInt = get_world_counter())
    f isa Core.Builtin && !(f isa Core.IntrinsicFunction) && (f = BuiltinCaller(f))
    return ccall(:jl_return_type, Any, (Any, Any, UInt), f, to_tuple_type(types), world)
end
function promote_op(f, S::Type...)
    return ccall(:jl_return_type, Any, (Any, Any, UInt), f, Tuple{S...}, get_world_counter())::Type
end
function default_tt(@nospecialize(f))
    ms = methods(f)
    length(ms) == 1 || return Tuple{Vararg{Any}}
    return tuple_type_tail(first(ms).sig)
end
infer_exception_type(@nospecialize(f), @nospecialize(types = default_tt(f))) = Any
_wants_lines(debuginfo::Symbol) = debuginfo === :source ? true : debuginfo === :none || debuginfo === :default ? false :
    throw(ArgumentError("'debuginfo' must be either :source or :none"))
function code_lowered(@nospecialize(f), @nospecialize(t = Tuple{Vararg{Any}}); generated::Bool = true, debuginfo::Symbol = :default)
    lines = _wants_lines(debuginfo)
    return map(methods(f, t)) do m
        src = ccall(:jl_method_code_lowered, Any, (Any,), m)::Core.CodeInfo
        lines || remove_linenums!(src)
        src
    end
end

# Code as it is compiled, with the types that inference found; what it was before it was optimized is not kept.
function code_typed(@nospecialize(f), @nospecialize(types = default_tt(f)); optimize::Bool = true,
                    debuginfo::Symbol = :default, world::UInt = get_world_counter())
    f isa Core.Builtin && throw(ArgumentError("argument is not a generic function"))
    return code_typed_by_type(signature_type(f, types); optimize, debuginfo, world)
end
function code_typed_by_type(@nospecialize(tt::Type); optimize::Bool = true, debuginfo::Symbol = :default,
                            world::UInt = get_world_counter())
    optimize || error("code_typed: this system does not keep code as it was before it was optimized")
    lines = _wants_lines(debuginfo)
    out = Any[]
    for m in _methods_by_ftype(tt, -1, world)
        src, statement_types, result = ccall(:jl_code_typed, Any, (Any, Any, UInt), m.method, m.spec_types, world)::Core.SimpleVector
        src.ssavaluetypes = Any[statement_types...]
        src.rettype = result
        src.inferred = true
        lines || remove_linenums!(src)
        push!(out, src => result)
    end
    return out
end

precompile(@nospecialize(f), @nospecialize(argtypes::Tuple)) = precompile(signature_type(f, Tuple{argtypes...}))
precompile(@nospecialize(argt::Type)) = ccall(:jl_compile_hint, Bool, (Any,), argt)
