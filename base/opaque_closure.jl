# Closures whose types are those of their arguments and result: Core.OpaqueClosure{A, R}. Whatever is defined after one was
# made does not change what it does.

const _new_opaque = @eval (T, f, world, method) -> $(Expr(:new, :T, :f, :world, :method, C_NULL, C_NULL))

# What `Expr(:opaque_closure, …)` lowers to. A type that is nothing is found out: the arguments' from the method, the result's
# by inference, between the bounds.
function _opaque_closure(@nospecialize(argtype), @nospecialize(lower), @nospecialize(upper), @nospecialize(f))
    method = first(methods(f))
    declared = tuple_type_tail(method.sig)
    if argtype === nothing
        argtype = declared
    elseif !(argtype isa Type && argtype <: Tuple)
        throw(ArgumentError("OpaqueClosure argument tuple must be a tuple type"))
    elseif !(argtype <: declared)
        throw(ArgumentError("Argument type tuple $argtype does not fit the arguments of the closure, $declared"))
    end
    inferred = infer_return_type(f, argtype)
    result = inferred
    if upper !== nothing
        result = inferred <: upper ? inferred : upper
    end
    lower !== nothing && !(lower <: result) && (result = upper === nothing ? Union{result, lower} : upper)
    return _new_opaque(Core.OpaqueClosure{argtype, result}, f, Int(get_world_counter()), method)
end

function (oc::Core.OpaqueClosure{A, R})(args...) where {A, R}
    args isa A || throw(MethodError(oc, args))
    return invoke_in_world(UInt(oc.world), oc.captures, args...)::R
end

function show(io::IO, oc::Core.OpaqueClosure)
    A, R = typeof(oc).parameters
    show_tuple_as_call(io, Symbol(""), A; hasfirst = false)
    print(io, "::", R, "->◌")
end
show(io::IO, ::MIME"text/plain", oc::Core.OpaqueClosure) = show(io, oc)
nargs(oc::Core.OpaqueClosure) = length(typeof(oc).parameters[1].parameters)
