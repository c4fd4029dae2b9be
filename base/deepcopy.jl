# Deep copies: everything reachable is copied once, sharing and cycles included.

deepcopy(@nospecialize(x)) = _deepcopy_start(x)
function _deepcopy_start(@nospecialize(x))
    isbitstype(typeof(x)) && return x
    return deepcopy_internal(x, IdDict())::typeof(x)
end

# `stackdict` maps what has been copied to its copy. Types extend this to decide what a copy of them is.
deepcopy_internal(x::Union{Symbol,Core.Builtin,Core.MethodInstance,Method,GlobalRef,DataType,Union,UnionAll,Task,TypeVar}, stackdict::IdDict) = x
deepcopy_internal(x::Tuple, stackdict::IdDict) =
    isbitstype(typeof(x)) ? x : map(y -> deepcopy_internal(y, stackdict), x)
deepcopy_internal(x::NamedTuple, stackdict::IdDict) = typeof(x)(deepcopy_internal(Tuple(x), stackdict))
deepcopy_internal(x::Module, stackdict::IdDict) = error("deepcopy of Modules not supported")
deepcopy_internal(x::Core.TypeofBottom, stackdict::IdDict) = x
deepcopy_internal(x::Core.TypeName, stackdict::IdDict) = x
function deepcopy_internal(x::Core.SimpleVector, stackdict::IdDict)
    haskey(stackdict, x) && return stackdict[x]
    y = Core.svec(Any[deepcopy_internal(x[i], stackdict) for i in 1:length(x)]...)
    stackdict[x] = y
    return y
end
function deepcopy_internal(x::String, stackdict::IdDict)
    haskey(stackdict, x) && return stackdict[x]::String
    stackdict[x] = x
    return x
end

function deepcopy_internal(@nospecialize(x), stackdict::IdDict)
    T = typeof(x)
    nf = nfields(x)
    if ismutable(x)
        haskey(stackdict, x) && return stackdict[x]
        y = ccall(:jl_new_struct_uninit, Any, (Any,), T)
        stackdict[x] = y
        for i in 1:nf
            if isdefined(x, i)
                xi = getfield(x, i)
                if !isbits(xi)
                    xi = deepcopy_internal(xi, stackdict)::typeof(xi)
                end
                # also sets constant fields: the copy is not yet visible to anyone
                ccall(:jl_set_nth_field, Cvoid, (Any, Int, Any), y, i - 1, xi)
            end
        end
        return y
    end
    (nf == 0 || isbitstype(T)) && return x
    fields = Any[]
    for i in 1:nf
        # an immutable's undefined fields are its last ones
        isdefined(x, i) || break
        xi = getfield(x, i)
        push!(fields, isbits(xi) ? xi : deepcopy_internal(xi, stackdict)::typeof(xi))
    end
    return ccall(:jl_new_structt, Any, (Any, Any), T, (fields...,))
end

function deepcopy_internal(x::GenericMemory{kind,T}, stackdict::IdDict) where {kind,T}
    haskey(stackdict, x) && return stackdict[x]::typeof(x)
    if isbitstype(T)
        y = copy(x)
        stackdict[x] = y
        return y
    end
    y = typeof(x)(undef, length(x))
    stackdict[x] = y
    for i in 1:length(x)
        if isassigned(x, i)
            xi = @inbounds x[i]
            isbits(xi) || (xi = deepcopy_internal(xi, stackdict)::typeof(xi))
            @inbounds y[i] = xi
        end
    end
    return y
end
function deepcopy_internal(x::Array{T,N}, stackdict::IdDict) where {T,N}
    haskey(stackdict, x) && return stackdict[x]::typeof(x)
    ref = getfield(x, :ref)
    # arrays that share memory go on sharing it
    mem = deepcopy_internal(getfield(ref, :mem), stackdict)
    y = _wrap_memory(length(mem) == 0 ? memoryrefnew(mem) : memoryrefnew(memoryrefnew(mem), memoryrefoffset(ref), false), size(x))
    stackdict[x] = y
    return y
end
function deepcopy_internal(x::GenericMemoryRef, stackdict::IdDict)
    mem = deepcopy_internal(getfield(x, :mem), stackdict)
    return length(mem) == 0 ? memoryrefnew(mem) : memoryrefnew(memoryrefnew(mem), memoryrefoffset(x), false)
end
function deepcopy_internal(x::Union{Dict,IdDict}, stackdict::IdDict)
    haskey(stackdict, x) && return stackdict[x]::typeof(x)
    dest = empty(x)
    stackdict[x] = dest
    for (k, v) in x
        dest[deepcopy_internal(k, stackdict)] = deepcopy_internal(v, stackdict)
    end
    return dest
end
function deepcopy_internal(x::WeakRef, stackdict::IdDict)
    haskey(stackdict, x) && return stackdict[x]::WeakRef
    y = WeakRef(x.value)
    stackdict[x] = y
    return y
end
