# Searching modules for methods that cannot be told apart, and for type parameters that no argument determines.

# Does m, or with `recursive` a module around it, belong to mods?
function _belongs(m::Module, recursive::Bool, mods)
    m in mods && return true
    parent = parentmodule(m)
    return recursive && parent !== m && _belongs(parent, recursive, mods)
end

# Calls f with every type that has methods of its own, in all modules that are loaded.
function _each_called_type(f, mods, recursive::Bool, allowed_undefineds)
    todo = filter(m -> parentmodule(m) === m, Base.loaded_modules_array())
    seen = Base.IdSet{Any}()
    while !isempty(todo)
        mod = pop!(todo)
        for name in names(mod; all = true)
            Base.isdeprecated(mod, name) && continue
            if !isdefined(mod, name)
                if _belongs(mod, recursive, mods) && (allowed_undefineds === nothing || !(GlobalRef(mod, name) in allowed_undefineds))
                    println("Skipping ", mod, '.', name)
                end
                continue
            end
            value = Base.unwrap_unionall(getfield(mod, name))
            if value isa Module
                value !== mod && parentmodule(value) === mod && nameof(value) === name && push!(todo, value)
                continue
            end
            T = value isa DataType ? value : typeof(value)
            T in seen && continue
            push!(seen, T)
            f(value)
        end
    end
    return nothing
end
# The methods that a call of `value` may enter: constructors of a type, methods of a function.
_methods_called(@nospecialize(value)) = methods(value isa DataType ? Base.typename(value).wrapper : value)

function detect_ambiguities(mods::Module...; recursive::Bool = false, ambiguous_bottom::Bool = false, allowed_undefineds = nothing)
    found = Set{Tuple{Method, Method}}()
    _each_called_type(mods, recursive, allowed_undefineds) do value
        all_methods = collect(Method, _methods_called(value))
        for m in all_methods
            _belongs(parentmodule(m), recursive, mods) || continue
            for other in all_methods
                m !== other && Base.isambiguous(m, other; ambiguous_bottom) || continue
                # of a pair, the one that stands first in its file
                push!(found, isless((string(m.file), m.line), (string(other.file), other.line)) ? (m, other) : (other, m))
            end
        end
    end
    return collect(found)
end

function detect_unbound_args(mods::Module...; recursive::Bool = false, allowed_undefineds = nothing)
    found = Set{Method}()
    _each_called_type(mods, recursive, allowed_undefineds) do value
        for m in _methods_called(value)
            _belongs(parentmodule(m), recursive, mods) && _has_unbound(m.sig) && push!(found, m)
        end
    end
    return collect(found)
end
# Is there a variable that the arguments may leave without a value?
function _has_unbound(@nospecialize(sig))
    while sig isa UnionAll
        _determines(sig.var, Base.unwrap_unionall(sig.body)) || return true
        sig = sig.body
    end
    return false
end
# Does every value of the argument types fix the variable? A vararg may be empty.
function _determines(var::TypeVar, body::DataType)
    return any(body.parameters) do p
        !(p isa Core.TypeofVararg) || isdefined(p, :N) && p.N isa TypeVar ? _fixes(var, p) : false
    end
end
function _fixes(var::TypeVar, @nospecialize(t))
    t === var && return true
    t isa TypeVar && return _fixes(var, t.ub)
    t isa UnionAll && return t.var !== var && _fixes(var, t.body)
    t isa Union && return _fixes(var, t.a) && _fixes(var, t.b)
    t isa Core.TypeofVararg && return isdefined(t, :N) && t.N === var || isdefined(t, :T) && _fixes(var, t.T)
    t isa DataType || return false
    # the element types of a tuple are fixed only by elements
    t.name === Tuple.name && return _determines(var, t)
    return any(p -> _fixes(var, p), t.parameters)
end
