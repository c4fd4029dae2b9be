# What every AbstractArray can do from size, getindex and setindex!.

# ---------------------------------------------------------------------------------------------------------
# similar: new storage after a model

similar(a::AbstractArray{T}) where {T} = similar(a, T)
similar(a::AbstractArray, ::Type{T}) where {T} = similar(a, T, to_shape(axes(a)))
similar(a::AbstractArray{T}, dims::Tuple) where {T} = similar(a, T, to_shape(dims))
similar(a::AbstractArray{T}, dims::DimOrInd...) where {T} = similar(a, T, to_shape(dims))
similar(a::AbstractArray, ::Type{T}, dims::DimOrInd...) where {T} = similar(a, T, to_shape(dims))
similar(a::AbstractArray, ::Type{T}, dims::Tuple{Union{Integer,OneTo},Vararg{Union{Integer,OneTo}}}) where {T} =
    similar(a, T, to_shape(dims))
similar(a::AbstractArray, ::Type{T}, dims::Dims{N}) where {T,N} = Array{T,N}(undef, dims)
# axes that are not lengths are the business of the package that owns them
similar(a::AbstractArray, ::Type{T}, dims::Tuple{DimOrInd,Vararg{DimOrInd}}) where {T} = similar(Array{T}, dims)

similar(::Type{T}, dims::DimOrInd...) where {T<:AbstractArray} = similar(T, to_shape(dims))
similar(::Type{T}, shape::Tuple{Union{Integer,OneTo},Vararg{Union{Integer,OneTo}}}) where {T<:AbstractArray} =
    similar(T, to_shape(shape))
similar(::Type{T}, dims::Dims) where {T<:AbstractArray} = T(undef, dims)

# Dimensions as lengths where that says the same.
to_shape(::Tuple{}) = ()
to_shape(dims::Dims) = dims
to_shape(dims::DimsOrInds) = map(to_shape, dims)
to_shape(i::Int) = i
to_shape(i::Integer) = Int(i)
to_shape(r::OneTo) = Int(last(r))
to_shape(r::AbstractUnitRange) = r

empty(a::AbstractVector{T}, ::Type{U}=T) where {T,U} = similar(a, U, 0)
emptymutable(a::AbstractVector{T}, ::Type{U}=T) where {T,U} = similar(a, U, 0)
copymutable(a::AbstractArray) = copyto!(similar(a), a)
copymutable(itr) = collect(itr)
copy(a::AbstractArray) = (@inline; copymutable(a))
zero(x::AbstractArray{T}) where {T<:Number} = fill!(similar(x, typeof(zero(T))), zero(T))
zero(x::AbstractArray{S}) where {S<:Union{Missing,Number}} = fill!(similar(x, typeof(zero(S))), zero(S))
zero(x::AbstractArray) = map(zero, x)

# nothing is known of elements that may be anything
zero(::Type{Any}) = throw(MethodError(zero, (Any,)))
one(::Type{Any}) = throw(MethodError(one, (Any,)))
oneunit(::Type{Any}) = throw(MethodError(oneunit, (Any,)))

iszero(x::AbstractArray) = all(iszero, x)
isreal(x::AbstractArray) = all(isreal, x)

# ---------------------------------------------------------------------------------------------------------
# copying

copyto!(dest::AbstractArray, src) = _copyto_from_iterator!(dest, src)
function _copyto_from_iterator!(dest::AbstractArray, src)
    destiter = eachindex(dest)
    d = iterate(destiter)
    for x in src
        d === nothing && throw(ArgumentError("destination has fewer elements than required"))
        dest[d[1]] = x
        d = iterate(destiter, d[2])
    end
    return dest
end
function copyto!(dest::AbstractArray, dstart::Integer, src)
    i = Int(dstart)
    if haslength(src) && length(src) > 0
        @boundscheck checkbounds(dest, i:(i + length(src) - 1))
        for x in src
            @inbounds dest[i] = x
            i += 1
        end
    else
        for x in src
            dest[i] = x
            i += 1
        end
    end
    return dest
end
function copyto!(dest::AbstractArray, dstart::Integer, src, sstart::Integer)
    sstart < 1 && throw(ArgumentError(string("source start offset (", sstart, ") is < 1")))
    y = iterate(src)
    for _ in 1:(sstart - 1)
        y === nothing && throw(ArgumentError(string("source has fewer elements than required, expected at least ", sstart, ", got ", "fewer")))
        y = iterate(src, y[2])
    end
    y === nothing && throw(ArgumentError(string("source has fewer elements than required, expected at least ", sstart)))
    i = Int(dstart)
    while y !== nothing
        dest[i] = y[1]
        i += 1
        y = iterate(src, y[2])
    end
    return dest
end
function copyto!(dest::AbstractArray, dstart::Integer, src, sstart::Integer, n::Integer)
    n < 0 && throw(ArgumentError(string("tried to copy n=", n, " elements, but n should be non-negative")))
    n == 0 && return dest
    sstart < 1 && throw(ArgumentError(string("source start offset (", sstart, ") is < 1")))
    dmax = dstart + n - 1
    inds = LinearIndices(dest)
    (dstart in inds && dmax in inds) || throw(BoundsError(dest, dstart:dmax))
    y = iterate(src)
    for j in 1:(sstart - 1)
        y === nothing && throw(ArgumentError("source has fewer elements than required"))
        y = iterate(src, y[2])
    end
    i = Int(dstart)
    while i <= dmax && y !== nothing
        @inbounds dest[i] = y[1]
        y = iterate(src, y[2])
        i += 1
    end
    i <= dmax && throw(BoundsError(dest, i))
    return dest
end

function copyto!(dest::AbstractArray, src::AbstractArray)
    isempty(src) && return dest
    return copyto_unaliased!(IndexStyle(dest), dest, IndexStyle(src), unalias(dest, src))
end
function copyto!(deststyle::IndexStyle, dest::AbstractArray, srcstyle::IndexStyle, src::AbstractArray)
    isempty(src) && return dest
    return copyto_unaliased!(deststyle, dest, srcstyle, unalias(dest, src))
end
function copyto_unaliased!(deststyle::IndexStyle, dest::AbstractArray, srcstyle::IndexStyle, src::AbstractArray)
    isempty(src) && return dest
    destinds, srcinds = LinearIndices(dest), LinearIndices(src)
    idf, isf = first(destinds), first(srcinds)
    Δi = idf - isf
    (checkbounds(Bool, destinds, isf + Δi) & checkbounds(Bool, destinds, last(srcinds) + Δi)) ||
        throw(BoundsError(dest, srcinds))
    if deststyle isa IndexLinear && srcstyle isa IndexLinear
        @inbounds for i in srcinds
            isassigned_or_bits(src, i) ? (dest[i + Δi] = src[i]) : _unsetindex!(dest, i + Δi)
        end
    elseif deststyle isa IndexLinear
        i = idf - 1
        @inbounds for a in src
            i += 1
            dest[i] = a
        end
    elseif srcstyle isa IndexLinear
        i = isf - 1
        iterd = eachindex(dest)
        y = iterate(iterd)
        @inbounds while i < last(srcinds) && y !== nothing
            i += 1
            dest[y[1]] = src[i]
            y = iterate(iterd, y[2])
        end
    elseif axes(dest) == axes(src)
        @inbounds for I in eachindex(src)
            dest[I] = src[I]
        end
    else
        iterd, iters = eachindex(dest), eachindex(src)
        d, s = iterate(iterd), iterate(iters)
        @inbounds while s !== nothing && d !== nothing
            dest[d[1]] = src[s[1]]
            d, s = iterate(iterd, d[2]), iterate(iters, s[2])
        end
    end
    return dest
end
# Only arrays of references can have holes.
@inline isassigned_or_bits(src::AbstractArray{T}, i) where {T} = true
@inline isassigned_or_bits(src::Array{T}, i) where {T} = isbitstype(T) || isassigned(src, i)
_unsetindex!(A::AbstractArray, i) = throw(UndefRefError())

function copyto!(dest::AbstractArray, dstart::Integer, src::AbstractArray)
    return copyto!(dest, dstart, src, first(LinearIndices(src)), length(src))
end
function copyto!(dest::AbstractArray, dstart::Integer, src::AbstractArray, sstart::Integer)
    srcinds = LinearIndices(src)
    checkbounds(Bool, srcinds, sstart) || throw(BoundsError(src, sstart))
    return copyto!(dest, dstart, src, sstart, last(srcinds) - sstart + 1)
end
function copyto!(dest::AbstractArray, dstart::Integer, src::AbstractArray, sstart::Integer, n::Integer)
    n == 0 && return dest
    n < 0 && throw(ArgumentError(string("tried to copy n=", n, " elements, but n should be non-negative")))
    destinds, srcinds = LinearIndices(dest), LinearIndices(src)
    (checkbounds(Bool, destinds, dstart) && checkbounds(Bool, destinds, dstart + n - 1)) ||
        throw(BoundsError(dest, dstart:dstart+n-1))
    (checkbounds(Bool, srcinds, sstart) && checkbounds(Bool, srcinds, sstart + n - 1)) ||
        throw(BoundsError(src, sstart:sstart+n-1))
    src′ = unalias(dest, src)
    @inbounds for i in 0:n-1
        dest[dstart + i] = src′[sstart + i]
    end
    return dest
end

function copyto!(B::AbstractVecOrMat{R}, ir_dest::AbstractRange{Int}, jr_dest::AbstractRange{Int},
                 A::AbstractVecOrMat{S}, ir_src::AbstractRange{Int}, jr_src::AbstractRange{Int}) where {R,S}
    length(ir_dest) == length(ir_src) || throw(ArgumentError(string("source and destination must have same size (got ",
        length(ir_src), " and ", length(ir_dest), ")")))
    length(jr_dest) == length(jr_src) || throw(ArgumentError(string("source and destination must have same size (got ",
        length(jr_src), " and ", length(jr_dest), ")")))
    @boundscheck checkbounds(B, ir_dest, jr_dest)
    @boundscheck checkbounds(A, ir_src, jr_src)
    A′ = unalias(B, A)
    for k in 1:length(jr_src), l in 1:length(ir_src)
        @inbounds B[ir_dest[l], jr_dest[k]] = A′[ir_src[l], jr_src[k]]
    end
    return B
end

function copy!(dst::AbstractVector, src::AbstractVector)
    firstindex(dst) == firstindex(src) || throw(ArgumentError(
        "vectors must have the same offset for copy! (consider using `copyto!`)"))
    length(dst) == length(src) || resize!(dst, length(src))
    copyto!(dst, src)
    return dst
end
function copy!(dst::AbstractArray, src::AbstractArray)
    axes(dst) == axes(src) || throw(ArgumentError("arrays must have the same axes for copy! (consider using `copyto!`)"))
    copyto!(dst, src)
    return dst
end

# ---------------------------------------------------------------------------------------------------------
# memory sharing

# `A`, or a copy of it if writing into `dest` could change it.
unalias(dest, A::AbstractArray) = mightalias(dest, A) ? unaliascopy(A) : A
unalias(dest, A::AbstractRange) = A
unalias(dest, A) = A
unaliascopy(A::Array) = copy(A)
unaliascopy(A::AbstractArray) = (@noinline; _unaliascopy(A, copy(A)))
_unaliascopy(A::T, C::T) where {T} = C
function _unaliascopy(A, C)
    error(string("an array of type `", typename(typeof(A)).name, "` shares memory with another argument and must make a preventative copy of itself in order to maintain consistent semantics, but `copy(::", typeof(A), ")` returns a new array of type `", typeof(C), "`. To fix, implement:\n    `Base.unaliascopy(A::", typename(typeof(A)).name, ")::typeof(A)`"))
end
mightalias(A::AbstractArray, B::AbstractArray) = !isbits(A) && !isbits(B) && !_isdisjoint(dataids(A), dataids(B))
mightalias(x, y) = false
_isdisjoint(::Tuple{}, ::Tuple{}) = true
_isdisjoint(::Tuple{}, ::Tuple) = true
_isdisjoint(::Tuple, ::Tuple{}) = true
_isdisjoint(as::Tuple{Any}, bs::Tuple{Any}) = as[1] != bs[1]
_isdisjoint(as::Tuple, bs::Tuple) = !_tuple_has(bs, as[1]) && _isdisjoint(tail(as), bs)
_tuple_has(::Tuple{}, x) = false
_tuple_has(t::Tuple, x) = t[1] == x || _tuple_has(tail(t), x)
# Names of the memory regions that an array reads.
dataids(A::AbstractArray) = (UInt(objectid(A)),)
dataids(A::GenericMemory) = (UInt(getfield(A, :ptr)),)
dataids(A::Array) = dataids(getfield(getfield(A, :ref), :mem))
dataids(::AbstractRange) = ()
dataids(x) = ()

# ---------------------------------------------------------------------------------------------------------
# indexing: translate the arguments, then go by the array's style

@propagate_inbounds function getindex(A::AbstractArray, I...)
    error_if_canonical_getindex(IndexStyle(A), A, I...)
    return _getindex(IndexStyle(A), A, to_indices(A, I)...)
end
@propagate_inbounds function setindex!(A::AbstractArray, v, I...)
    error_if_canonical_setindex(IndexStyle(A), A, I...)
    _setindex!(IndexStyle(A), A, v, to_indices(A, I)...)
    return A
end

@noinline error_if_canonical_getindex(::IndexLinear, A::AbstractArray, ::Int) = throw(CanonicalIndexError("getindex", typeof(A)))
error_if_canonical_getindex(::IndexCartesian, A::AbstractArray{T,N}, ::Vararg{Int,N}) where {T,N} =
    throw(CanonicalIndexError("getindex", typeof(A)))
error_if_canonical_getindex(::IndexStyle, ::AbstractArray, ::Any...) = nothing
@noinline error_if_canonical_setindex(::IndexLinear, A::AbstractArray, ::Int) = throw(CanonicalIndexError("setindex!", typeof(A)))
error_if_canonical_setindex(::IndexCartesian, A::AbstractArray{T,N}, ::Vararg{Int,N}) where {T,N} =
    throw(CanonicalIndexError("setindex!", typeof(A)))
error_if_canonical_setindex(::IndexStyle, ::AbstractArray, ::Any...) = nothing

@inline function _getindex(style::IndexLinear, A::AbstractArray, I::Int...)
    @boundscheck checkbounds(A, I...)
    return @inbounds getindex(A, _to_linear_index(A, I...))
end
@inline function _getindex(style::IndexCartesian, A::AbstractArray, I::Int...)
    @boundscheck checkbounds(A, I...)
    return @inbounds getindex(A, _to_subscript_indices(A, I...)...)
end
@inline function _setindex!(style::IndexLinear, A::AbstractArray, v, I::Int...)
    @boundscheck checkbounds(A, I...)
    @inbounds setindex!(A, v, _to_linear_index(A, I...))
    return A
end
@inline function _setindex!(style::IndexCartesian, A::AbstractArray, v, I::Int...)
    @boundscheck checkbounds(A, I...)
    @inbounds setindex!(A, v, _to_subscript_indices(A, I...)...)
    return A
end

unsafe_getindex(A::AbstractArray, I...) = @inbounds getindex(A, I...)
unsafe_setindex!(A::AbstractArray, v, I...) = (@inbounds setindex!(A, v, I...); A)

# elements or a default
get(A::AbstractArray, i::Integer, default) = checkbounds(Bool, A, i) ? A[i] : default
get(A::AbstractArray, I::Tuple{}, default) = checkbounds(Bool, A) ? A[] : default
get(A::AbstractArray, I::Dims, default) = checkbounds(Bool, A, I...) ? A[I...] : default
get(A::AbstractArray, I::CartesianIndex, default) = checkbounds(Bool, A, I) ? A[I] : default
get(f::Callable, A::AbstractArray, i::Integer) = checkbounds(Bool, A, i) ? A[i] : f()
get(f::Callable, A::AbstractArray, I::Tuple{}) = checkbounds(Bool, A) ? A[] : f()
get(f::Callable, A::AbstractArray, I::Dims) = checkbounds(Bool, A, I...) ? A[I...] : f()
function get!(X::AbstractVector{T}, A::AbstractVector, I::Union{AbstractRange,AbstractVector{Int}}, default::T) where {T}
    for (k, i) in enumerate(I)
        X[k] = checkbounds(Bool, A, i) ? A[i] : default
    end
    return X
end
get(A::AbstractArray, I::AbstractRange, default) = get!(similar(A, typeof(default), length(I)), A, I, default)

# ---------------------------------------------------------------------------------------------------------
# iteration

@inline function iterate(A::AbstractArray, state=(eachindex(A),))
    y = iterate(state...)
    y === nothing && return nothing
    return (@inbounds(A[y[1]]), (state[1], tail(y)...))
end

first(a::AbstractArray) = (@inline; a[first(eachindex(a))])
function first(itr)
    y = iterate(itr)
    y === nothing && throw(ArgumentError("collection must be non-empty"))
    return y[1]
end
last(a) = a[end]
first(itr, n::Integer) = collect(Iterators.take(itr, n))
first(v::AbstractVector, n::Integer) =
    (n < 0 && throw(ArgumentError("Number of elements must be nonnegative"))) || v[range(begin, length=min(n, length(v)))]
last(itr, n::Integer) = reverse!(collect(Iterators.take(Iterators.reverse(itr), n)))
last(v::AbstractVector, n::Integer) =
    (n < 0 && throw(ArgumentError("Number of elements must be nonnegative"))) || v[range(stop=lastindex(v), length=min(n, length(v)))]

pairs(::IndexLinear, A::AbstractArray) = Pairs(A, LinearIndices(A))
pairs(::IndexCartesian, A::AbstractArray) = Pairs(A, CartesianIndices(axes(A)))
pairs(A::AbstractArray) = pairs(IndexCartesian(), A)
pairs(A::AbstractVector) = pairs(IndexLinear(), A)

values(itr) = itr

# Positions before and after, as strings have them.
nextind(::AbstractArray, i::Integer) = Int(i) + 1
prevind(::AbstractArray, i::Integer) = Int(i) - 1
nextind(::Tuple, i::Integer) = Int(i) + 1
prevind(::Tuple, i::Integer) = Int(i) - 1

# ---------------------------------------------------------------------------------------------------------
# comparison

function ==(A::AbstractArray, B::AbstractArray)
    axes(A) == axes(B) || return false
    anymissing = false
    for (a, b) in zip(A, B)
        eq = (a == b)
        if ismissing(eq)
            anymissing = true
        elseif !eq
            return false
        end
    end
    return anymissing ? missing : true
end
function ==(A::Array{T,N}, B::Array{T,N}) where {T<:Union{Int8,Int16,Int32,Int64,UInt8,UInt16,UInt32,UInt64,Bool,Char},N}
    size(A) == size(B) || return false
    for i in 1:length(A)
        @inbounds(A[i] == B[i]) || return false
    end
    return true
end
function isequal(A::AbstractArray, B::AbstractArray)
    A === B && return true
    axes(A) == axes(B) || return false
    for (a, b) in zip(A, B)
        isequal(a, b) || return false
    end
    return true
end

function cmp(A::AbstractVector, B::AbstractVector)
    for (a, b) in zip(A, B)
        isequal(a, b) || return isless(a, b) ? -1 : 1
    end
    return cmp(length(A), length(B))
end
isless(A::AbstractVector, B::AbstractVector) = cmp(A, B) < 0
isless(A::AbstractArray{<:Any,0}, B::AbstractArray{<:Any,0}) = isless(only(A), only(B))

# ---------------------------------------------------------------------------------------------------------
# strides, vec and friends

stride(A::AbstractArray, k::Integer) = _stride(strides(A), size(A), k)
function _stride(st::Tuple, sz::Tuple, k)
    k < 1 && throw(ArgumentError(string("dimension must be ≥ 1, got ", k)))
    k <= length(st) && return st[k]
    return isempty(st) ? 1 : sum(map((a, b) -> a * b, st, sz))
end
stride(A::Array, k::Integer) = _dense_stride(size(A), k)
function _dense_stride(sz, k)
    k < 1 && error("dimension out of range")
    p = 1
    for i in 1:min(k - 1, length(sz))
        p *= sz[i]
    end
    return p
end
strides(A::Array) = size_to_strides(1, size(A)...)
strides(A::GenericMemory) = (1,)
size_to_strides(s, d, sz...) = (s, size_to_strides(s * d, sz...)...)
size_to_strides(s, d) = (s,)
size_to_strides(s) = ()

elsize(A::AbstractArray) = elsize(typeof(A))
elsize(::Type{<:Array{T}}) where {T} = aligned_sizeof(T)
elsize(::Type{<:GenericMemory{<:Any,T}}) where {T} = aligned_sizeof(T)
sizeof(a::Array) = length(a) * elsize(typeof(a))
sizeof(m::GenericMemory) = length(m) * elsize(typeof(m))
function sizeof(A::AbstractArray{T}) where {T}
    return length(A) * sizeof(T)
end
aligned_sizeof(@nospecialize T::Type) = ccall(:jl_elsize, Int, (Any,), T)

parent(a::AbstractArray) = a

# ---------------------------------------------------------------------------------------------------------
# mapping over arrays

foreach(f, itr) = (for x in itr
    f(x)
end; nothing)
foreach(f, itrs...) = (for z in zip(itrs...)
    f(z...)
end; nothing)
foreach(f) = (f(); nothing)

map(f, A::AbstractArray) = collect_similar(A, Generator(f, A))
map(f, A) = collect(Generator(f, A))
map(f, ::AbstractDict) = error("map is not defined on dictionaries")
map(f, ::AbstractSet) = error("map is not defined on sets")
map(f, it, iters...) = collect(Generator(f, it, iters...))
map(f, A::AbstractArray, B::AbstractArray, As::AbstractArray...) = collect(Generator(f, A, B, As...))
map(f) = f()
function map!(f::F, dest::AbstractArray, A::AbstractArray) where {F}
    # writes as many as both have
    for (i, j) in zip(eachindex(dest), eachindex(A))
        @inbounds dest[i] = f(A[j])
    end
    return dest
end
function map!(f::F, dest::AbstractArray, A::AbstractArray, B::AbstractArray) where {F}
    for (i, j, k) in zip(eachindex(dest), eachindex(A), eachindex(B))
        @inbounds dest[i] = f(A[j], B[k])
    end
    return dest
end
function map!(f::F, dest::AbstractArray, As::AbstractArray...) where {F}
    isempty(As) && throw(ArgumentError("map! requires at least one \"source\" argument"))
    for (i, vals) in zip(eachindex(dest), zip(As...))
        dest[i] = f(vals...)
    end
    return dest
end

# ---------------------------------------------------------------------------------------------------------
# growing any vector

push!(A, a, b) = push!(push!(A, a), b)
push!(A, a, b, c...) = push!(push!(A, a, b), c...)
pushfirst!(A, a, b) = pushfirst!(pushfirst!(A, b), a)
pushfirst!(A, a, b, c...) = pushfirst!(pushfirst!(A, c...), a, b)
append!(a, iter) = _append!(a, IteratorSize(iter), iter)
append!(a, iters...) = (for v in iters
    append!(a, v)
end; a)
push!(a::AbstractVector, x) = append!(a, (x,))

keepat!(a::AbstractVector, inds) = _keepat!(a, inds)
function _keepat!(a, inds::AbstractVector{Bool})
    length(inds) == length(a) || throw(BoundsError(a, inds))
    j = firstindex(a)
    for i in eachindex(a, inds)
        if inds[i]
            i == j || (a[j] = a[i])
            j = nextind(a, j)
        end
    end
    deleteat!(a, j:lastindex(a))
    return a
end
function _keepat!(a, inds)
    local prev
    i = firstindex(a)
    for k in inds
        if @isdefined(prev)
            prev < k || throw(ArgumentError("indices must be unique and sorted"))
        end
        ak = a[k]
        i == k || (a[i] = ak)
        prev = k
        i = nextind(a, i)
    end
    deleteat!(a, i:lastindex(a))
    return a
end
