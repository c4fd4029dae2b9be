# show of types: with Julia's aliases (Vector{Int64}), `where` clauses in their short forms, and names qualified by
# their module unless they are visible from where the output is read.

# ---- names --------------------------------------------------------------------------------------------------------

# Is `name` of module m the same thing when read in `from`?
function isvisible(name::Symbol, m::Module, from::Module)
    isdefined(from, name) || return false
    isdefined(m, name) || return false
    isdeprecated(from, name) && return false
    return binding_module(from, name) === binding_module(m, name) && getglobal(from, name) === getglobal(m, name)
end
_show_module(io::IO) = get(io, :module, Main)::Union{Module, Nothing}

show_sym(io::IO, s::Symbol; allow_macroname = false) =
    print(io, is_plain_name(s) || allow_macroname && startswith(String(s), '@') ? s : string("var", repr(String(s))))
# Can the symbol stand as a name in source text?
is_plain_name(s::Symbol) = isidentifier(s) || isoperator(s)

function _print_qualified(io::IO, m::Module, name::Symbol)
    from = _show_module(io)
    if from === nothing || !isvisible(name, m, from)
        print(io, m)
        print(io, '.')
        if isoperator(name)
            print(io, ":(", name, ')')
            return nothing
        end
    end
    show_sym(io, name)
    return nothing
end

function show(io::IO, m::Module)
    if m === parentmodule(m) || m === Base || m === Core || m === Main
        print(io, nameof(m))
    else
        print(io, parentmodule(m), '.', nameof(m))
    end
    return nothing
end
print(io::IO, m::Module) = show(io, m)

# The name of a type; types of functions are written typeof(f).
function show_type_name(io::IO, tn::Core.TypeName)
    tn === UnionAll.name && return print(io, "UnionAll")
    w = unwrap_unionall(tn.wrapper)
    if w isa DataType && isdefined(w, :instance) && w <: Function
        name = nameof(w.instance)
        if !startswith(String(name), '#') && !startswith(String(name), '@') && isdefined(tn.module, name) &&
            getglobal(tn.module, name) === w.instance
            print(io, "typeof(")
            get(io, :compact, false)::Bool ? show_sym(io, name) : _print_qualified(io, tn.module, name)
            print(io, ')')
            return nothing
        end
    end
    get(io, :compact, false)::Bool ? show_sym(io, tn.name) : _print_qualified(io, tn.module, tn.name)
    return nothing
end

# ---- aliases ------------------------------------------------------------------------------------------------------

# Constants of a module that are types with parameters, under another name than the type's own.
const _alias_cache = IdDict{Module, Vector{Tuple{Symbol, Any}}}()
function _aliases_of(m::Module)
    cached = m === Base || m === Core
    cached && haskey(_alias_cache, m) && return _alias_cache[m]
    found = Vector{Tuple{Symbol, Any}}()
    for name in unsorted_names(m)
        (isdefined(m, name) && isconst(m, name) && !isdeprecated(m, name)) || continue
        value = getglobal(m, name)
        (value isa UnionAll || value isa Union || value isa DataType && !isempty(value.parameters)) || continue
        print_without_params(value) && continue
        push!(found, (name, value))
    end
    cached && (_alias_cache[m] = found)
    return found
end

# Is x the whole family of a name, as Array or Int?
function print_without_params(@nospecialize(x))
    b = unwrap_unionall(x)
    return b isa DataType && b.name.wrapper === x
end

# The modules of the types that make up x.
function _modules_of!(found::Vector{Module}, @nospecialize(x))
    x = unwrap_unionall(x)
    if x isa TypeVar
        _modules_of!(found, x.ub)
    elseif x isa Union
        _modules_of!(found, x.a)
        _modules_of!(found, x.b)
    elseif x isa DataType
        x.name.module in found || push!(found, x.name.module)
        for p in x.parameters
            (p isa Type || p isa TypeVar) && _modules_of!(found, p)
        end
    end
    return found
end

# The one alias that gives exactly x: its module, name and arguments; nothing if there is none, or more than one.
function make_typealias(@nospecialize(x::Type))
    (x === Any || x === Union{} || x <: Tuple) && return nothing
    mods = _modules_of!(Module[], x)
    Core in mods && !(Base in mods) && push!(mods, Base)
    best = nothing
    for m in mods, (name, alias) in _aliases_of(m)
        env = _alias_arguments(alias, x)
        env === nothing && continue
        # an argument that mentions a variable of x's own `where` says that the alias is no name of x as a whole
        x isa UnionAll && any(e -> !(e isa TypeVar) && _mentions_own(e, x), env) && continue
        best === nothing || best[2] === name || return nothing
        best = (m, name, env, alias)
    end
    return best
end

function _mentions_own(@nospecialize(t), @nospecialize(x))
    while x isa UnionAll
        _type_mentions(t, x.var) && return true
        x = x.body
    end
    return false
end

# Arguments that turn the alias into x (under x's own variables), or nothing if x is no instance of it.
function _alias_arguments(@nospecialize(alias), @nospecialize(x))
    vars = TypeVar[]
    a = alias
    while a isa UnionAll
        push!(vars, a.var)
        a = a.body
    end
    bound = Vector{Any}(undef, length(vars))
    isset = fill(false, length(vars))
    _match_type(a, unwrap_unionall(x), vars, bound, isset) || return nothing
    all(isset) || return nothing
    # bounds of the alias's variables must be met
    for (v, b) in zip(vars, bound)
        v.ub === Any && v.lb === Union{} && continue
        has_free_typevars(v.ub) && return nothing
        t = b isa TypeVar ? b.ub : b
        t isa Type && !has_free_typevars(t) && t <: v.ub || return nothing
    end
    return bound
end
function _match_type(@nospecialize(p), @nospecialize(q), vars, bound, isset)
    k = findfirst(v -> v === p, vars)
    if k !== nothing
        isset[k] && return bound[k] === q
        bound[k] = q
        isset[k] = true
        return true
    end
    if p isa DataType && q isa DataType
        p.name === q.name && length(p.parameters) == length(q.parameters) || return false
        return all(i -> _match_type(p.parameters[i], q.parameters[i], vars, bound, isset), 1:length(p.parameters))
    elseif p isa Union && q isa Union
        ps, qs = uniontypes(p), uniontypes(q)
        length(ps) == length(qs) || return false
        # members stand in one order, which their names decide
        return all(i -> _match_type(ps[i], qs[i], vars, bound, isset), 1:length(ps))
    elseif p isa Type && q isa Type && !has_free_typevars(p) && !has_free_typevars(q)
        return p == q
    end
    return p === q
end

# ---- types --------------------------------------------------------------------------------------------------------

show(io::IO, @nospecialize(x::Type)) = (show_type(io, x); nothing)
show(io::IO, ::Core.TypeofBottom) = print(io, "Union{}")

# Variables that a context around has said already.
_known_vars(io::IO) = get(io, :unionall_env, ())::Tuple
_with_vars(io::IO, vars) = isempty(vars) ? io : IOContext(io, :unionall_env => (_known_vars(io)..., vars...))

function show_type(io::IO, @nospecialize(x))
    if x isa TypeVar
        show_typevar_name(io, x)
    elseif x isa Core.TypeofVararg
        show_vararg(io, x)
    elseif x === Union{}
        print(io, "Union{}")
    elseif !(x isa Type)
        show(io, x)
    elseif print_without_params(x)
        show_type_name(io, unwrap_unionall(x).name)
    elseif get(io, :compact, true)::Bool && _show_as_alias(io, x)
        return nothing
    elseif x isa DataType
        show_datatype(io, x, TypeVar[])
    elseif x isa Union
        print(io, "Union{")
        for (i, t) in enumerate(uniontypes(x))
            i > 1 && print(io, ", ")
            show_type(io, t)
        end
        print(io, '}')
    else
        _show_unionall(io, x)
    end
    return nothing
end
function _show_as_alias(io::IO, @nospecialize(x))
    found = make_typealias(x)
    found === nothing && return false
    m, name, env, alias = found
    wheres = _wheres(io, env, x)
    get(io, :compact, false)::Bool ? print(io, name) : _print_qualified(io, m, name)
    vars = Any[]
    while alias isa UnionAll
        push!(vars, alias.var)
        alias = alias.body
    end
    inner = _with_vars(io, wheres)
    show_typeparams(inner, env, vars, wheres)
    _show_where(inner, wheres)
    return true
end
# Variables to be named behind: those of x, outermost first, and others among the arguments.
function _wheres(io::IO, env, @nospecialize(x))
    known = _known_vars(io)
    out = TypeVar[]
    while x isa UnionAll
        any(v -> v === x.var, known) || push!(out, x.var)
        x = x.body
    end
    return out
end

# A variable that has the name of another one gets a number.
function _unlike(io::IO, x::UnionAll)
    known = _known_vars(io)
    name = x.var.name
    (name === :_ || any(v -> v.name === name && v !== x.var, known)) || return x
    k = 1
    while any(v -> v.name === Symbol(name, k), known)
        k += 1
    end
    var = TypeVar(Symbol(name, k), x.var.lb, x.var.ub)
    return UnionAll(var, x{var})
end
function _show_unionall(io::IO, x::UnionAll)
    wheres = TypeVar[]
    inner = io
    t = x
    while t isa UnionAll
        t = _unlike(inner, t)
        push!(wheres, t.var)
        inner = _with_vars(inner, (t.var,))
        t = t.body
    end
    t isa DataType ? show_datatype(inner, t, wheres) : show_type(inner, t)
    _show_where(inner, wheres)
    return nothing
end

_same_bounds(p::TypeVar, @nospecialize(o)) = o isa TypeVar && p.ub === o.ub && p.lb === o.lb
# Does the variable come from `<:T` in the source, where it has no name?
_is_anonymous(v::TypeVar) = startswith(String(v.name), '#')

# The arguments of a type. Those at the end that are variables as the type declares them are left out, and variables
# without a name are written as their bound, as long as the innermost `where` is theirs and nothing else needs them.
# Both kinds are taken out of `wheres`.
function show_typeparams(io::IO, env, orig, wheres::Vector{TypeVar})
    n = length(env)
    left = length(wheres)
    for i in n:-1:1
        p = env[i]
        p isa TypeVar && _only_here(p, wheres, left, env, i) || continue
        if i == n && i <= length(orig) && _same_bounds(p, orig[i])
            n -= 1
            left -= 1
        elseif _is_anonymous(p) && (p.lb === Union{} || p.ub === Any)
            left -= 1
        end
    end
    bare = wheres[left + 1:end]
    resize!(wheres, left)
    n == 0 && return nothing
    print(io, '{')
    for i in 1:n
        i > 1 && print(io, ", ")
        p = env[i]
        if p isa TypeVar && any(w -> w === p, bare)
            print(io, p.lb === Union{} ? "<:" : ">:")
            show_type(io, p.lb === Union{} ? p.ub : p.lb)
        else
            show_type(io, p)
        end
    end
    print(io, '}')
    return nothing
end
function _only_here(p::TypeVar, wheres, left::Int, env, at::Int)
    left > 0 && wheres[left] === p || return false
    for i in left + 1:length(wheres)
        (_type_mentions(wheres[i].lb, p) || _type_mentions(wheres[i].ub, p)) && return false
    end
    return !any(i -> i != at && _type_mentions(env[i], p), 1:length(env))
end
function _type_mentions(@nospecialize(t), v::TypeVar)
    t === v && return true
    t isa Union && return _type_mentions(t.a, v) || _type_mentions(t.b, v)
    t isa UnionAll && return _type_mentions(t.var.ub, v) || _type_mentions(t.var.lb, v) || _type_mentions(t.body, v)
    if t isa DataType
        for p in t.parameters
            _type_mentions(p, v) && return true
        end
        return false
    end
    t isa Core.TypeofVararg && return (isdefined(t, :T) && _type_mentions(t.T, v)) || (isdefined(t, :N) && _type_mentions(t.N, v))
    return false
end

function _show_where(io::IO, vars::Vector{TypeVar})
    isempty(vars) && return nothing
    print(io, " where ")
    length(vars) == 1 || print(io, '{')
    for (i, v) in enumerate(vars)
        i > 1 && print(io, ", ")
        _show_typevar_bounds(io, v)
    end
    length(vars) == 1 || print(io, '}')
    return nothing
end
show_typevar_name(io::IO, v::TypeVar) = show_sym(io, v.name)
function _show_typevar_bounds(io::IO, v::TypeVar)
    lb, ub = v.lb, v.ub
    if lb === Union{}
        show_typevar_name(io, v)
        if ub !== Any
            print(io, "<:")
            _show_bound(io, ub)
        end
    elseif ub === Any
        show_typevar_name(io, v)
        print(io, ">:")
        _show_bound(io, lb)
    else
        _show_bound(io, lb)
        print(io, "<:")
        show_typevar_name(io, v)
        print(io, "<:")
        _show_bound(io, ub)
    end
    return nothing
end
# A bound with a `where` of its own stands in parentheses.
function _show_bound(io::IO, @nospecialize(b))
    parens = b isa UnionAll && !print_without_params(b)
    parens && print(io, '(')
    show_type(io, b)
    parens && print(io, ')')
    return nothing
end
show(io::IO, v::TypeVar) = any(w -> w === v, _known_vars(io)) ? show_typevar_name(io, v) : _show_typevar_bounds(io, v)

show_parameter(io::IO, @nospecialize(p)) = show_type(io, p)

function show_datatype(io::IO, x::DataType, wheres::Vector{TypeVar})
    params = x.parameters
    if x.name === Tuple.name
        return _show_tuple_type(io, x)
    elseif x.name === NamedTuple.body.body.name && params[1] isa Tuple && params[2] isa DataType && params[2] <: Tuple &&
        length(params[1]) == length(params[2].parameters)
        return _show_namedtuple_type(io, params[1], params[2].parameters)
    end
    show_type_name(io, x.name)
    show_typeparams(io, params, unwrap_unionall(x.name.wrapper).parameters, wheres)
    return nothing
end
show_datatype(io::IO, x::DataType) = show_datatype(io, x, TypeVar[])

# Equal types at the end are gathered if there are more than three: NTuple{4, Int64}, Tuple{String, Vararg{Int64, 4}}.
function _show_tuple_type(io::IO, x::DataType)
    params = x.parameters
    n = length(params)
    n == 0 && return print(io, "Tuple{}")
    last = params[n]
    full = n
    run = 1
    kind = :none
    if last isa Core.TypeofVararg
        kind = isdefined(last, :N) ? (last.N isa Int ? :fixed : :bound) : :unbound
        kind === :fixed && (run = last.N; full += run - 1)
        count = isdefined(last, :N) ? last.N : nothing
        last = isdefined(last, :T) ? last.T : Any
    end
    if !(last isa TypeVar || last isa Type)
        run = 0
    elseif kind === :none || kind === :fixed
        for i in n - 1:-1:1
            params[i] === last || break
            run += 1
        end
    end
    if kind === :bound && n == 1
        print(io, "NTuple{")
        show_type(io, count)
        print(io, ", ")
        show_type(io, last)
        print(io, '}')
    elseif run == full && run > 3
        print(io, "NTuple{", full, ", ")
        show_type(io, last)
        print(io, '}')
    else
        print(io, "Tuple{")
        head = run > 3 ? full - run : full
        for i in 1:head
            i > 1 && print(io, ", ")
            show_type(io, kind === :fixed && i >= n ? last : params[i])
        end
        if head < full
            head > 0 && print(io, ", ")
            print(io, "Vararg{")
            show_type(io, last)
            print(io, ", ", full - head, '}')
        end
        print(io, '}')
    end
    return nothing
end
function _show_namedtuple_type(io::IO, names, types)
    print(io, "@NamedTuple{")
    for i in 1:length(names)
        i > 1 && print(io, ", ")
        show_sym(io, names[i])
        if types[i] !== Any
            print(io, "::")
            show_type(io, types[i])
        end
    end
    print(io, '}')
    return nothing
end

show_vararg(io::IO, v::Core.TypeofVararg) = _show_vararg(io, inferencebarrier(v))
function _show_vararg(io::IO, @nospecialize(v))
    print(io, "Vararg")
    if isdefined(v, :T)
        print(io, '{')
        show_type(io, v.T)
        if isdefined(v, :N)
            print(io, ", ")
            show_type(io, v.N)
        end
        print(io, '}')
    end
    return nothing
end
show(io::IO, v::Core.TypeofVararg) = show_vararg(io, v)
show(io::IO, tn::Core.TypeName) = (print(io, "typename("); show_type_name(io, tn); print(io, ')'))

# Display: aliases tell what they stand for, types of functions which function.
function show(io::IO, ::MIME"text/plain", @nospecialize(x::Type))
    if !print_without_params(x) && make_typealias(x) !== nothing
        show_type(IOContext(io, :compact => true), x)
        if !(get(io, :compact, false)::Bool)
            printstyled(io, " (alias for "; color = :light_black)
            printstyled(io, sprint(show_type, x; context = IOContext(io, :compact => false)); color = :light_black)
            printstyled(io, ")"; color = :light_black)
        end
        return nothing
    end
    show_type(io, x)
    if x isa DataType && x <: Function && isdefined(x, :instance) && !(get(io, :compact, false)::Bool)
        printstyled(io, " (singleton type of function ", nameof(x.instance), ", subtype of ", supertype(x), ")"; color = :light_black)
    end
    return nothing
end

# ---- functions ----------------------------------------------------------------------------------------------------

# Names that every module sees.
baremodule UsesCoreAndBaseOnly
using ..Base
end

# print gives a function's bare name, show one by which it is found from anywhere.
show(io::IO, f::Function) = _show_function(io, f, get(io, :compact, false)::Bool, show_default)
print(io::IO, f::Function) = _show_function(io, f, true, show)
# Functions and closures have types of their own, which begin with #; other things that can be called are structs.
_has_own_type(f::Function) = startswith(String(typeof(f).name.name), '#')
function _show_function(io::IO, f::Function, compact::Bool, otherwise)
    T = typeof(f)
    _has_own_type(f) || return otherwise(io, f)
    name = nameof(f)
    m = T.name.module
    if compact
        print(io, name)
    elseif isdefined(m, name) && getglobal(m, name) === f
        from = get(io, :module, UsesCoreAndBaseOnly)
        (from === m || from isa Module && isvisible(name, m, from)) || print(io, m, '.')
        show_sym(io, name)
    else
        otherwise(io, f)
    end
    return nothing
end
# outer ∘ inner; `!` stands before what it negates, operators and compositions inside are in parentheses
function show(io::IO, c::ComposedFunction)
    c.outer isa ComposedFunction ? show(io, c.outer) : _show_composed(io, c.outer)
    print(io, " ∘ ")
    _show_composed(io, c.inner)
end
function show(io::IO, c::ComposedFunction{typeof(!)})
    print(io, '!')
    _show_composed(io, c.inner)
end
function _show_composed(io::IO, @nospecialize(f))
    parens = f isa ComposedFunction ? !(f.outer === (!)) : f isa Function && _has_own_type(f) && isoperator(nameof(f))
    parens && print(io, '(')
    show(io, f)
    parens && print(io, ')')
    return nothing
end
show(io::IO, f::Core.Builtin) = print(io, nameof(f))
show(io::IO, f::Core.IntrinsicFunction) = print(io, "Core.Intrinsics.", nameof(f))
print(io::IO, f::Core.Builtin) = print(io, nameof(f))
