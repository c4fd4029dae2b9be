# Calls as stack traces show them: `f(x::Int64, ::String; k::Bool)`.

# What is called, by the type of the function that stands first in a signature.
function _show_called(io::IO, @nospecialize(ft), name::Symbol, demangle::Bool)
    text = string(name)
    shown = demangle ? demangle_function_name(text) : text
    u = unwrap_unionall(ft)
    if u isa DataType && u.name === Type.body.name && !(u.parameters[1] isa TypeVar)
        print_within_stacktrace(io, string(rewrap_unionall(u.parameters[1], ft)); bold = true)
    elseif u isa DataType && u <: Function && isdefined(u, :instance) && _is_named(u.instance)
        print_within_stacktrace(io, isoperator(Symbol(shown)) || Base.isidentifier(shown) ? shown : sprint(show_sym, Symbol(shown)); bold = true)
    else
        print_within_stacktrace(io, "(::", ft, ")"; bold = true)
    end
    return nothing
end

# Is the function the value of the global that is called as it is? Those that stand for a piece of code are not.
function _is_named(f)
    m, name = parentmodule(typeof(f)), nameof(f)
    return isdefined(m, name) && getglobal(m, name) === f
end

function show_tuple_as_call(io::IO, name::Symbol, sig::Type; demangle::Bool = false, kwargs = nothing, argnames = nothing,
                            qualified::Bool = false, hasfirst::Bool = true)
    if sig === Tuple
        print(io, demangle ? demangle_function_name(string(name)) : name, "(...)")
        return nothing
    end
    vars = TypeVar[]
    t = sig
    while t isa UnionAll
        push!(vars, t.var)
        t = t.body
    end
    params = collect(Any, (t::DataType).parameters)
    hasfirst ? _show_called(io, params[1], name, demangle) : print_within_stacktrace(io, string(name); bold = true)
    print(io, "(")
    first = hasfirst ? 2 : 1
    for i in first:length(params)
        i > first && print(io, ", ")
        if argnames !== nothing && i <= length(argnames)
            arg = argnames[i]
            arg === Symbol("#unused#") || startswith(string(arg), "#") || print_within_stacktrace(io, arg; color = :light_black)
        end
        print(io, "::")
        print_within_stacktrace(io, sprint(show, params[i]; context = io); color = :light_black)
    end
    if kwargs !== nothing
        print(io, "; ")
        for (i, (k, T)) in enumerate(kwargs)
            i > 1 && print(io, ", ")
            print_within_stacktrace(io, k; color = :light_black)
            print(io, "::")
            print_within_stacktrace(io, sprint(show, T; context = io); color = :light_black)
        end
    end
    print(io, ")")
    if !isempty(vars)
        print(io, " where ")
        length(vars) == 1 ? print(io, _tvar_text(vars[1])) : print(io, "{", join(map(_tvar_text, vars), ", "), "}")
    end
    return nothing
end

# A method's frame. The body of a function with keywords has them in front: they are shown where they are given.
function _show_frame_call(io::IO, m::Method, @nospecialize(sig))
    argnames = method_argnames(m)
    u = unwrap_unionall(sig)
    if u isa DataType && m.nkw > 0 && length(u.parameters) > m.nkw + 1
        n = Int(m.nkw)
        kwargs = [(argnames[i + 1], rewrap_unionall(u.parameters[i + 1], sig)) for i in 1:n]
        rest = rewrap_unionall(Tuple{collect(Any, u.parameters)[(n + 2):end]...}, sig)
        show_tuple_as_call(io, m.name, rest; demangle = true, kwargs, argnames = argnames[(n + 2):end])
    else
        show_tuple_as_call(io, m.name, sig; demangle = true, argnames)
    end
    return nothing
end
