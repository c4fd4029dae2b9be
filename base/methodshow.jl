# show of methods: signature with argument names, module and place.

# Argument names with types, as `x::Int`; the first is the function.
function _method_argument(name::Symbol, @nospecialize(T), isva::Bool)
    n = name === Symbol("#unused#") || name === Symbol("#self#") || startswith(String(name), "#") ? "" : sprint(show_sym, name)
    if T isa Core.TypeofVararg
        E = isdefined(T, :T) ? T.T : Any
        return E === Any ? string(n, "...") : string(n, "::", E, "...")
    end
    T === Any && return n == "" ? "_" : n
    return string(n, "::", T)
end
function arg_decl_parts(m::Method)
    tv = Any[]
    sig = m.sig
    while sig isa UnionAll
        push!(tv, sig.var)
        sig = sig.body
    end
    names = method_argnames(m)
    types = (sig::DataType).parameters
    decls = Tuple{String, String}[]
    for i in 1:length(types)
        name = i <= length(names) ? names[i] : Symbol("#unused#")
        push!(decls, (_printed_name(name), _printed_type(types[i])))
    end
    return tv, decls, m.file, m.line
end
_printed_name(name::Symbol) = startswith(String(name), "#") ? "" : String(name)
function _printed_type(@nospecialize(T))
    if T isa Core.TypeofVararg
        E = isdefined(T, :T) ? T.T : Any
        isdefined(T, :N) && return string(T)
        return E === Any ? "..." : string(E, "...")
    end
    return T === Any ? "" : string(T)
end
show(io::IO, m::Method) = show_method(IOContext(io, :compact => true), m)
show(io::IO, ::MIME"text/plain", m::Method) = show_method(io, m)
# On one line if that is to be short, else with the place on a second one.
function show_method(io::IO, m::Method)
    _show_method_signature(io, m)
    print(io, get(io, :compact, false) === true ? " @ " : "\n     @ ", m.module, " ", _method_location(m))
    return nothing
end
function show(io::IO, ::MIME"text/plain", ms::AbstractVector{Method})
    for (i, m) in enumerate(ms)
        i > 1 && println(io)
        print(io, "[", i, "] ")
        show(io, m)
    end
    return nothing
end
function _method_location(m::Method)
    file = String(m.file)
    return string(file, ":", m.line)
end
function _show_method_signature(io::IO, m::Method)
    tv, decls, file, line = arg_decl_parts(m)
    sig = unwrap_unionall(m.sig)
    ft = sig.parameters[1]
    kw = ft === typeof(Core.kwcall)
    from = kw ? 4 : 2
    _show_callee_type(io, kw ? sig.parameters[3] : ft, kw ? decls[3] : decls[1])
    print(io, '(')
    for i in from:length(decls)
        i > from && print(io, ", ")
        name, T = decls[i]
        isva = endswith(T, "...")
        if isva && T == "..."
            print(io, name, "...")
        elseif T == ""
            print(io, name == "" ? "::Any" : name)
        else
            print(io, name, "::", T)
        end
    end
    kwargs = kwarg_decl(m)
    if !isempty(kwargs)
        print(io, "; ")
        join(io, kwargs, ", ")
    end
    print(io, ')')
    if !isempty(tv)
        _show_where(io, TypeVar[tv...])
    end
    return nothing
end
# f, or (x::T) for objects that are called, or the type for constructors.
function _show_callee_type(io::IO, @nospecialize(ft), decl)
    u = unwrap_unionall(ft)
    if u isa DataType && u <: Function && isdefined(u, :instance)
        _print_callee_name(io, u.instance)
    elseif u isa DataType && u.name === Type.body.name && u.parameters[1] isa Union{DataType, UnionAll} && !(u.parameters[1] isa TypeVar)
        show_type(io, u.parameters[1])
    else
        print(io, '(', decl[1], "::", ft, ')')
    end
    return nothing
end
function _print_callee_name(io::IO, f)
    name = nameof(f)
    isoperator(name) || isidentifier(name) ? print(io, name) : print(io, "var", repr(String(name)))
end

function show(io::IO, ms::MethodList)
    n = length(ms)
    name = _method_list_name(ms)
    print(io, "# ", n, " method", n == 1 ? "" : "s", " for ", name, ":")
    for (i, m) in enumerate(ms)
        print(io, "\n [", i, "] ")
        show_method(io, m)
    end
    return nothing
end
show(io::IO, ::MIME"text/plain", ms::MethodList) = show(io, ms)
function _method_list_name(ms::MethodList)
    isempty(ms) && return string("callable object")
    ft = unwrap_unionall(first(ms).sig).parameters[1]
    u = unwrap_unionall(ft)
    u isa DataType && u <: Function && isdefined(u, :instance) &&
        return string(u <: Core.Builtin ? "builtin" : startswith(String(nameof(u.instance)), "#") ? "anonymous" : "generic", " function \"",
                      nameof(u.instance), "\" from ", u.name.module)
    u isa DataType && u.name === Type.body.name && return "type constructor"
    return "callable object"
end
function show(io::IO, mi::Core.MethodInstance)
    def = mi.def
    if def isa Method
        print(io, "MethodInstance for ")
        sig = unwrap_unionall(mi.specTypes)
        _show_callee_type(io, sig.parameters[1], ("", ""))
        print(io, '(')
        for i in 2:length(sig.parameters)
            i > 2 && print(io, ", ")
            print(io, "::", sig.parameters[i])
        end
        print(io, ')')
    else
        print(io, "Toplevel MethodInstance thunk")
        print(io, " from ", def)
    end
    return nothing
end
