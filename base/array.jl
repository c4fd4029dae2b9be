# Array: construction, conversion, copying, and vectors that grow and shrink.
#
# A vector's elements lie in `ref.mem` from `memoryrefoffset(ref)` on. Room after the last element serves `push!`, room
# before the first serves `pushfirst!`; when it runs out a larger buffer is taken, by a constant factor.

# ---------------------------------------------------------------------------------------------------------
# construction

eltype(::Type{<:Array{T}}) where {T} = T
eltype(::Type{<:GenericMemory{<:Any,T}}) where {T} = T

Array{T}(::UndefInitializer, d::Integer...) where {T} = Array{T}(undef, convert(Tuple{Vararg{Int}}, d))
Array{T,N}(::UndefInitializer, d::Vararg{Integer,N}) where {T,N} = Array{T,N}(undef, convert(Dims{N}, d))
Array{T}(::UndefInitializer, d::Tuple{Vararg{Integer}}) where {T} = Array{T}(undef, convert(Tuple{Vararg{Int}}, d))
Array{T,N}(::UndefInitializer, d::NTuple{N,Integer}) where {T,N} = Array{T,N}(undef, convert(Dims{N}, d))
(::Type{Vector})() = Vector{Any}(undef, 0)
(::Type{Vector})(::UndefInitializer, n::Integer) = Vector{Any}(undef, Int(n))
(::Type{Matrix})(::UndefInitializer, m::Integer, n::Integer) = Matrix{Any}(undef, Int(m), Int(n))
GenericMemory{kind,T,AS}(::UndefInitializer, n::Integer) where {kind,T,AS} = GenericMemory{kind,T,AS}(undef, Int(n))

# filled with a value that stands for absence
for (V, v) in ((:Nothing, :nothing), (:Missing, :missing))
    @eval begin
        Array{T}(::$V, d::Integer...) where {T} = fill!(Array{T}(undef, d), $v)
        Array{T}(::$V, d::Tuple{Vararg{Integer}}) where {T} = fill!(Array{T}(undef, d), $v)
        Array{T,N}(::$V, d::Vararg{Integer,N}) where {T,N} = fill!(Array{T,N}(undef, d), $v)
        Array{T,N}(::$V, d::NTuple{N,Integer}) where {T,N} = fill!(Array{T,N}(undef, d), $v)
    end
end

# from other arrays; always a copy
Array{T,N}(A::AbstractArray{S,N}) where {T,N,S} = copyto_axcheck!(Array{T,N}(undef, size(A)), A)
Array{T}(A::AbstractArray{S,N}) where {T,N,S} = Array{T,N}(A)
Array(A::AbstractArray{T,N}) where {T,N} = Array{T,N}(A)
(::Type{Array{T,N} where T})(A::AbstractArray{S,N}) where {S,N} = Array{S,N}(A)
AbstractArray{T}(A::AbstractArray{S,N}) where {T,S,N} = AbstractArray{T,N}(A)
AbstractArray{T,N}(A::AbstractArray{S,N}) where {T,S,N} = copyto_axcheck!(similar(A, T), A)
AbstractArray(A::AbstractArray) = copy(A)
(::Type{AbstractVector})(A::AbstractVector) = copy(A)
GenericMemory{kind,T,AS}(A::AbstractVector) where {kind,T,AS} = copyto!(GenericMemory{kind,T,AS}(undef, length(A)), A)
(::Type{GenericMemory{kind,T,AS} where {T}})(A::AbstractVector) where {kind,AS} =
    GenericMemory{kind,eltype(A),AS}(A)

Vector(A::AbstractVector{T}) where {T} = Vector{T}(A)
Vector{T}(x::Tuple) where {T} = copyto!(Vector{T}(undef, length(x)), x)

function copyto_axcheck!(dest, src)
    _check_copy_axes(axes(dest), axes(src))
    return copyto!(dest, src)
end
@noinline _throw_copy_axes() = throw(ArgumentError("axes of the arrays must match"))
_check_copy_axes(a, b) = a == b || map(length, a) == map(length, b) || _throw_copy_axes()

convert(::Type{T}, a::AbstractArray) where {T<:Array} = a isa T ? a : T(a)::T
convert(::Type{T}, a::AbstractArray) where {T<:GenericMemory} = a isa T ? a : T(a)::T
convert(::Type{T}, a::T) where {T<:AbstractArray} = a
convert(::Type{AbstractArray{T}}, a::AbstractArray) where {T} = AbstractArray{T}(a)::AbstractArray{T}
convert(::Type{AbstractArray{T,N}}, a::AbstractArray{<:Any,N}) where {T,N} = AbstractArray{T,N}(a)::AbstractArray{T,N}

promote_rule(a::Type{Array{T,n}}, b::Type{Array{S,n}}) where {T,n,S} = el_same(promote_type(T, S), a, b)
el_same(::Type{T}, a::Type{Array{T,n}}, b::Type{Array{T,n}}) where {T,n} = a
el_same(::Type{T}, a::Type{Array{S,n}}, b::Type{Array{T,n}}) where {T,S,n} = b
el_same(::Type{T}, a::Type{Array{T,n}}, b::Type{Array{S,n}}) where {T,S,n} = a
el_same(::Type, a, b) = promote_typejoin(a, b)

similar(a::Array{T,1}) where {T} = Vector{T}(undef, length(a))
similar(a::Array{T,2}) where {T} = Matrix{T}(undef, size(a, 1), size(a, 2))
similar(a::Array{T,1}, S::Type) where {T} = Vector{S}(undef, length(a))
similar(a::Array{T,2}, S::Type) where {T} = Matrix{S}(undef, size(a, 1), size(a, 2))
similar(a::Array{T}, m::Int) where {T} = Vector{T}(undef, m)
similar(a::Array, T::Type, dims::Dims{N}) where {N} = Array{T,N}(undef, dims)
similar(a::Array{T}, dims::Dims{N}) where {T,N} = Array{T,N}(undef, dims)
similar(a::GenericMemory{kind,<:Any,AS}, T::Type) where {kind,AS} = GenericMemory{kind,T,AS}(undef, length(a))
similar(a::GenericMemory{kind,T,AS}) where {kind,T,AS} = GenericMemory{kind,T,AS}(undef, length(a))
similar(a::GenericMemory{kind,<:Any,AS}, T::Type, d::Dims{1}) where {kind,AS} = GenericMemory{kind,T,AS}(undef, d[1])
similar(a::GenericMemory, T::Type, d::Dims{N}) where {N} = Array{T,N}(undef, d)

zeros(dims::DimOrInd...) = zeros(dims)
zeros(::Type{T}, dims::DimOrInd...) where {T} = zeros(T, dims)
zeros(dims::Tuple{Vararg{DimOrInd}}) = zeros(Float64, dims)
zeros(::Type{T}, dims::Tuple{}) where {T} = fill!(Array{T}(undef), zero(T))
zeros(::Type{T}, dims::NTuple{N,Union{Integer,OneTo}}) where {T,N} = fill!(Array{T,N}(undef, to_shape(map(_dim_length, dims))), zero(T))
zeros(::Type{T}, dims::NTuple{N,DimOrInd}) where {T,N} = fill!(similar(Array{T,N}, dims), zero(T))
ones(dims::DimOrInd...) = ones(dims)
ones(::Type{T}, dims::DimOrInd...) where {T} = ones(T, dims)
ones(dims::Tuple{Vararg{DimOrInd}}) = ones(Float64, dims)
ones(::Type{T}, dims::Tuple{}) where {T} = fill!(Array{T}(undef), one(T))
ones(::Type{T}, dims::NTuple{N,Union{Integer,OneTo}}) where {T,N} = fill!(Array{T,N}(undef, to_shape(map(_dim_length, dims))), one(T))
ones(::Type{T}, dims::NTuple{N,DimOrInd}) where {T,N} = fill!(similar(Array{T,N}, dims), one(T))
# strings multiply by concatenation
one(::Union{T,Type{T}}) where {T<:AbstractString} = convert(T, "")
_dim_length(d::Integer) = Int(d)
_dim_length(d::OneTo) = Int(last(d))

fill(v, dims::DimOrInd...) = fill(v, dims)
fill(v, dims::Tuple{}) = (a = Array{typeof(v),0}(undef); a[1] = v; a)
fill(v, dims::NTuple{N,Union{Integer,OneTo}}) where {N} = fill!(Array{typeof(v),N}(undef, map(_dim_length, dims)), v)
fill(v, dims::NTuple{N,DimOrInd}) where {N} = fill!(similar(Array{typeof(v),N}, dims), v)

function fill!(a::Array{T}, x) where {T}
    v = x isa T ? x : convert(T, x)::T
    @inbounds for i in 1:length(a)
        a[i] = v
    end
    return a
end
function fill!(a::GenericMemory{<:Any,T}, x) where {T}
    v = x isa T ? x : convert(T, x)::T
    @inbounds for i in 1:length(a)
        a[i] = v
    end
    return a
end
function fill!(A::AbstractArray{T}, x) where {T}
    v = x isa T ? x : convert(T, x)::T
    for I in eachindex(A)
        @inbounds A[I] = v
    end
    return A
end
Array{T,0}(::UndefInitializer) where {T} = Array{T,0}(undef, ())
Array{T}(::UndefInitializer) where {T} = Array{T,0}(undef, ())

# literals
vect() = Vector{Any}()
function vect(X::T...) where {T}
    a = Vector{T}(undef, length(X))
    for i in 1:length(X)
        @inbounds a[i] = X[i]
    end
    return a
end
function vect(X...)
    T = promote_typeof(X...)
    return _store_all!(Vector{T}(undef, length(X)), X)
end
function _store_all!(a, X)
    for i in 1:length(X)
        a[i] = X[i]
    end
    return a
end
# `T[…]`
function getindex(::Type{T}, vals...) where {T}
    a = Vector{T}(undef, length(vals))
    if vals isa NTuple{<:Any,T}
        for i in 1:length(vals)
            @inbounds a[i] = vals[i]
        end
    else
        _store_all!(a, vals)
    end
    return a
end
getindex(::Type{T}) where {T} = Vector{T}()
getindex(::Type{T}, x) where {T} = (a = Vector{T}(undef, 1); a[1] = x; a)
getindex(::Type{T}, x, y) where {T} = (a = Vector{T}(undef, 2); a[1] = x; a[2] = y; a)
function getindex(::Type{Any}, @nospecialize vals...)
    a = Vector{Any}(undef, length(vals))
    for i in 1:length(vals)
        @inbounds a[i] = vals[i]
    end
    return a
end
getindex(::Type{Any}) = Vector{Any}()

one(x::AbstractMatrix{T}) where {T} = _identity_like(one(T), x)
oneunit(x::AbstractMatrix{T}) where {T} = _identity_like(oneunit(T), x)
function _identity_like(u, mat::AbstractMatrix)
    m, n = size(mat)
    m == n || throw(DimensionMismatch("multiplicative identity defined only for square matrices"))
    I = fill!(similar(mat, typeof(u)), zero(u))
    for i in 1:m
        I[i, i] = u
    end
    return I
end

# ---------------------------------------------------------------------------------------------------------
# access with several indices

@inline function getindex(A::Array{T,2}, i::Int, j::Int) where {T}
    sz = getfield(A, :size)
    m = getfield(sz, 1)
    @boundscheck (_in_length(i, m) & _in_length(j, getfield(sz, 2))) || throw_boundserror(A, (i, j))
    k = add_int(mul_int(sub_int(j, 1), m), i)
    return memoryrefget(memoryrefnew(getfield(A, :ref), k, false), :not_atomic, false)
end
@inline function setindex!(A::Array{T,2}, x, i::Int, j::Int) where {T}
    sz = getfield(A, :size)
    m = getfield(sz, 1)
    @boundscheck (_in_length(i, m) & _in_length(j, getfield(sz, 2))) || throw_boundserror(A, (i, j))
    k = add_int(mul_int(sub_int(j, 1), m), i)
    v = x isa T ? x : convert(T, x)::T
    memoryrefset!(memoryrefnew(getfield(A, :ref), k, false), v, :not_atomic, false)
    return A
end
@inline function getindex(A::Array, i1::Int, i2::Int, I::Int...)
    @boundscheck checkbounds(A, i1, i2, I...)
    return @inbounds A[_to_linear_index(A, i1, i2, I...)]
end
@inline function setindex!(A::Array, x, i1::Int, i2::Int, I::Int...)
    @boundscheck checkbounds(A, i1, i2, I...)
    @inbounds A[_to_linear_index(A, i1, i2, I...)] = x
    return A
end
isassigned(a::Array, i::Int, j::Int, I::Int...) =
    checkbounds(Bool, a, i, j, I...) && @inbounds(isassigned(a, _to_linear_index(a, i, j, I...)))
isassigned(a::Array, i::Integer...) = isassigned(a, map(Int, i)...)
isassigned(a::Array) = isassigned(a, 1)
# a run of elements
function getindex(A::Array, I::AbstractUnitRange{<:Integer})
    @inline
    eltype(I) === Bool && return A[LogicalIndex(I)]
    @boundscheck checkbounds(A, I)
    n = length(I)
    X = similar(A, axes(I))
    n > 0 && copyto!(X, 1, A, Int(first(I)), n)
    return X
end
getindex(A::Array, ::Colon) = reshape_copy_vec(A)
reshape_copy_vec(A::Array{T}) where {T} = copyto!(Vector{T}(undef, length(A)), A)
function getindex(A::GenericMemory, I::AbstractUnitRange{<:Integer})
    @boundscheck checkbounds(A, I)
    X = similar(A, eltype(A), (length(I),))
    isempty(I) || copyto!(X, 1, A, Int(first(I)), length(I))
    return X
end
function setindex!(A::Array{T}, X::Array{T}, I::AbstractUnitRange{Int}) where {T}
    @boundscheck checkbounds(A, I)
    n = length(I)
    setindex_shape_check(X, n)
    n > 0 && copyto!(A, first(I), X, 1, n)
    return A
end
function setindex!(A::Array{T}, X::Array{T}, ::Colon) where {T}
    setindex_shape_check(X, length(A))
    isempty(A) || copyto!(A, 1, X, 1, length(X))
    return A
end

# ---------------------------------------------------------------------------------------------------------
# copying between arrays of one type

copy(a::Array{T,N}) where {T,N} = _copy_array(a)
function _copy_array(a::Array{T,N}) where {T,N}
    n = length(a)
    m = Memory{T}(undef, n)
    ref = getfield(a, :ref)
    n === 0 || _copy_elements!(m, 1, getfield(ref, :mem), memoryrefoffset(ref), n)
    return _wrap_memory(memoryrefnew(m), size(a))
end
function copy(m::GenericMemory)
    c = similar(m)
    isempty(m) || _copy_elements!(c, 1, m, 1, length(m))
    return c
end

function unsafe_copyto!(dest::Array{T}, doffs, src::Array{T}, soffs, n) where {T}
    n == 0 && return dest
    d, s = getfield(dest, :ref), getfield(src, :ref)
    _copy_elements!(getfield(d, :mem), memoryrefoffset(d) + Int(doffs) - 1, getfield(s, :mem), memoryrefoffset(s) + Int(soffs) - 1, Int(n))
    return dest
end
function unsafe_copyto!(dest::Array, doffs, src::Array, soffs, n)
    for i in 0:n-1
        @inbounds isassigned_or_bits(src, soffs + i) ? (dest[doffs + i] = src[soffs + i]) : _unsetindex!(dest, Int(doffs + i))
    end
    return dest
end
copyto!(dest::Array, doffs::Integer, src::Array, soffs::Integer, n::Integer) = _copyto_array!(dest, doffs, src, soffs, n)
function _copyto_array!(dest::Array, doffs, src::Array, soffs, n)
    n == 0 && return dest
    n > 0 || throw(ArgumentError("Number of elements to copy must be non-negative."))
    (_in_length(Int(doffs), length(dest)) && doffs + n - 1 <= length(dest)) || throw(BoundsError(dest, doffs:doffs+n-1))
    (_in_length(Int(soffs), length(src)) && soffs + n - 1 <= length(src)) || throw(BoundsError(src, soffs:soffs+n-1))
    return unsafe_copyto!(dest, doffs, src, soffs, n)
end
copyto!(dest::Array{T}, src::Array{T}) where {T} = copyto!(dest, 1, src, 1, length(src))
function copyto!(dest::GenericMemory{kind,T}, doffs::Integer, src::GenericMemory{kind,T}, soffs::Integer, n::Integer) where {kind,T}
    n == 0 && return dest
    n > 0 || throw(ArgumentError("Number of elements to copy must be non-negative."))
    (_in_length(Int(doffs), length(dest)) && doffs + n - 1 <= length(dest)) || throw(BoundsError(dest, doffs:doffs+n-1))
    (_in_length(Int(soffs), length(src)) && soffs + n - 1 <= length(src)) || throw(BoundsError(src, soffs:soffs+n-1))
    return _copy_elements!(dest, Int(doffs), src, Int(soffs), Int(n))
end
unsafe_copyto!(dest::GenericMemory{kind,T}, doffs, src::GenericMemory{kind,T}, soffs, n) where {kind,T} =
    n == 0 ? dest : _copy_elements!(dest, Int(doffs), src, Int(soffs), Int(n))

# ---------------------------------------------------------------------------------------------------------
# room to grow

# The capacity to take for `n` elements: half as much again, so that growing one by one costs constant time each.
_grown_capacity(n::Int) = n < 8 ? 8 : add_int(n, n >> 1)

# Move the elements of `a` to a new buffer of `cap` elements, behind `before` free places; `gap` elements open at `at`.
function _rebuffer!(a::Vector{T}, cap::Int, before::Int, at::Int, gap::Int) where {T}
    @noinline
    n = length(a)
    ref = getfield(a, :ref)
    mem, off = getfield(ref, :mem), memoryrefoffset(ref)
    newmem = typeof(mem)(undef, cap)
    head = at - 1
    head > 0 && _copy_elements!(newmem, before + 1, mem, off, head)
    tail_n = n - head
    tail_n > 0 && _copy_elements!(newmem, before + at + gap, mem, off + head, tail_n)
    setfield!(a, :ref, memoryrefnew(memoryrefnew(newmem), before + 1, false))
    return a
end

# Make the vector `delta` longer at its end; the new elements are undefined.
@inline function _growend!(a::Vector, delta::Int)
    n = length(a)
    newn = add_int(n, delta)
    ref = getfield(a, :ref)
    need = sub_int(add_int(memoryrefoffset(ref), newn), 1)
    if slt_int(length(getfield(ref, :mem)), need)
        _growend_slow!(a, n, newn, memoryrefoffset(ref))
    end
    setfield!(a, :size, (newn,))
    return a
end
function _growend_slow!(a::Vector, n::Int, newn::Int, off::Int)
    @noinline
    before = off - 1
    cap = length(getfield(getfield(a, :ref), :mem))
    # a queue that is pushed behind and popped in front reuses the room in front
    if before > n && newn <= cap - (before >> 1) && newn + (newn >> 2) <= cap
        ref = getfield(a, :ref)
        mem = getfield(ref, :mem)
        keep = (cap - newn) >> 2
        _copy_elements!(mem, keep + 1, mem, off, n)
        cleared = max(off, keep + 1 + n)
        _clear_elements!(mem, cleared, off + n - cleared)
        setfield!(a, :ref, memoryrefnew(memoryrefnew(mem), keep + 1, false))
        return a
    end
    keep = min(before, newn >> 1)
    return _rebuffer!(a, keep + _grown_capacity(newn), keep, n + 1, 0)
end

function _growbeg!(a::Vector, delta::Int)
    n = length(a)
    newn = n + delta
    ref = getfield(a, :ref)
    off = memoryrefoffset(ref)
    mem = getfield(ref, :mem)
    if off > delta
        setfield!(a, :ref, memoryrefnew(memoryrefnew(mem), off - delta, false))
    else
        before = newn < 8 ? 4 : newn >> 1
        after = min(length(mem) - off - n + 1, newn >> 1)
        _rebuffer!(a, before + newn + max(after, 0), before + delta, 1, 0)
        r = getfield(a, :ref)
        setfield!(a, :ref, memoryrefnew(memoryrefnew(getfield(r, :mem)), memoryrefoffset(r) - delta, false))
    end
    setfield!(a, :size, (newn,))
    return a
end

# Open `delta` places before position i (1 <= i <= length + 1).
function _growat!(a::Vector, i::Int, delta::Int)
    n = length(a)
    i == n + 1 && return _growend!(a, delta)
    i == 1 && return _growbeg!(a, delta)
    newn = n + delta
    ref = getfield(a, :ref)
    mem, off = getfield(ref, :mem), memoryrefoffset(ref)
    if i <= (n >> 1) && off > delta
        newoff = off - delta
        _copy_elements!(mem, newoff, mem, off, i - 1)
        _clear_elements!(mem, newoff + i - 1, delta)
        setfield!(a, :ref, memoryrefnew(memoryrefnew(mem), newoff, false))
    elseif off + newn - 1 <= length(mem)
        _copy_elements!(mem, off + i - 1 + delta, mem, off + i - 1, n - i + 1)
        _clear_elements!(mem, off + i - 1, delta)
    else
        before = min(off - 1, newn >> 1)
        _rebuffer!(a, before + _grown_capacity(newn), before, i, delta)
    end
    setfield!(a, :size, (newn,))
    return a
end

@inline function _deleteend!(a::Vector, delta::Int)
    n = length(a)
    _in_length(delta, n) || delta === 0 || throw(ArgumentError("array must be non-empty"))
    newn = sub_int(n, delta)
    ref = getfield(a, :ref)
    _clear_elements!(getfield(ref, :mem), add_int(memoryrefoffset(ref), newn), delta)
    setfield!(a, :size, (newn,))
    return a
end
function _deletebeg!(a::Vector, delta::Int)
    n = length(a)
    ref = getfield(a, :ref)
    mem, off = getfield(ref, :mem), memoryrefoffset(ref)
    _clear_elements!(mem, off, delta)
    # an empty vector starts over at the front of its buffer
    newoff = n == delta ? 1 : off + delta
    length(mem) == 0 || setfield!(a, :ref, memoryrefnew(memoryrefnew(mem), newoff, false))
    setfield!(a, :size, (n - delta,))
    return a
end
function _deleteat!(a::Vector, i::Int, delta::Int)
    delta == 0 && return a
    n = length(a)
    last_ = i + delta - 1
    last_ == n && return _deleteend!(a, delta)
    i == 1 && return _deletebeg!(a, delta)
    ref = getfield(a, :ref)
    mem, off = getfield(ref, :mem), memoryrefoffset(ref)
    if i - 1 < n - last_
        _copy_elements!(mem, off + delta, mem, off, i - 1)
        return _deletebeg!(a, delta)
    end
    _copy_elements!(mem, off + i - 1, mem, off + last_, n - last_)
    return _deleteend!(a, delta)
end

function sizehint!(a::Vector, sz::Integer; first::Bool=false, shrink::Bool=true)
    n = length(a)
    ref = getfield(a, :ref)
    mem, off = getfield(ref, :mem), memoryrefoffset(ref)
    cap = max(Int(sz), n)
    have = first ? off + n - 1 : length(mem) - off + 1
    if have < cap || (shrink && length(mem) > cap + (cap >> 3) + 64)
        _rebuffer!(a, cap, first ? cap - n : 0, n + 1, 0)
    end
    return a
end
sizehint!(a, sz; kws...) = a

function resize!(a::Vector, nl_::Integer)
    nl = Int(nl_)
    l = length(a)
    if nl > l
        nl > l + (l >> 3) + 64 && sizehint!(a, nl; shrink=false)
        _growend!(a, nl - l)
    elseif nl != l
        nl < 0 && throw(ArgumentError("new length must be ≥ 0"))
        _deleteend!(a, l - nl)
    end
    return a
end

# ---------------------------------------------------------------------------------------------------------
# the deque operations

@inline function push!(a::Vector{T}, item) where {T}
    x = item isa T ? item : convert(T, item)::T
    _growend!(a, 1)
    memoryrefset!(memoryrefnew(getfield(a, :ref), length(a), false), x, :not_atomic, false)
    return a
end
function push!(a::Vector{Any}, @nospecialize item)
    _growend!(a, 1)
    memoryrefset!(memoryrefnew(getfield(a, :ref), length(a), false), item, :not_atomic, false)
    return a
end
function push!(a::Vector{Any}, @nospecialize item...)
    n = length(a)
    _growend!(a, length(item))
    for i in 1:length(item)
        @inbounds a[n + i] = item[i]
    end
    return a
end
function pushfirst!(a::Vector{T}, item) where {T}
    x = item isa T ? item : convert(T, item)::T
    _growbeg!(a, 1)
    @inbounds a[1] = x
    return a
end
function pushfirst!(a::Vector{Any}, @nospecialize item...)
    n = length(item)
    _growbeg!(a, n)
    for i in 1:n
        @inbounds a[i] = item[i]
    end
    return a
end

@inline function pop!(a::Vector)
    n = length(a)
    n === 0 && throw(ArgumentError("array must be non-empty"))
    x = @inbounds a[n]
    _deleteend!(a, 1)
    return x
end
popat!(a::Vector, i::Integer) = (x = a[i]; _deleteat!(a, Int(i), 1); x)
popat!(a::Vector, i::Integer, default) = 1 <= i <= length(a) ? popat!(a, i) : default
function popfirst!(a::Vector)
    isempty(a) && throw(ArgumentError("array must be non-empty"))
    x = @inbounds a[1]
    _deletebeg!(a, 1)
    return x
end

function insert!(a::Vector{T}, i::Integer, item) where {T}
    x = item isa T ? item : convert(T, item)::T
    i isa Bool && throw(ArgumentError(string("invalid index: ", i, " of type Bool")))
    k = Int(i)
    1 <= k <= length(a) + 1 || throw(BoundsError(a, (i,)))
    _growat!(a, k, 1)
    @inbounds a[k] = x
    return a
end

function append!(a::Vector{T}, items::AbstractVector{<:T}) where {T}
    n = length(items)
    start = length(a)
    _growend!(a, n)
    return copyto!(a, start + 1, items, firstindex(items), n)
end
append!(a::Vector, items::AbstractVector) = _append_converted!(a, items)
append!(a::AbstractVector, items::Tuple) = _append!(a, HasLength(), items)
function _append_converted!(a::Vector, items::AbstractVector)
    n = length(items)
    start = length(a)
    _growend!(a, n)
    try
        copyto!(a, start + 1, items, firstindex(items), n)
    catch
        _deleteend!(a, n)
        rethrow()
    end
    return a
end
append!(a::AbstractVector, iter) = _append!(a, IteratorSize(iter), iter)
append!(a::AbstractVector, iters...) = (for v in iters
    append!(a, v)
end; a)
function _append!(a::AbstractVector, ::Union{HasLength,HasShape}, iter)
    i = lastindex(a)
    resize!(a, length(a) + Int(length(iter))::Int)
    for x in iter
        a[i += 1] = x
    end
    return a
end
function _append!(a, ::IteratorSize, iter)
    for x in iter
        push!(a, x)
    end
    return a
end

function prepend!(a::Vector{T}, items::Union{AbstractVector{<:T},Tuple}) where {T}
    items isa Tuple && (items = map(x -> convert(T, x), items))
    n = length(items)
    # `items` may be `a` itself
    source = items === a ? copy(a) : items
    _growbeg!(a, n)
    copyto!(a, 1, source, firstindex(source), n)
    return a
end
prepend!(a::AbstractVector, iter) = _prepend!(a, IteratorSize(iter), iter)
prepend!(a::AbstractVector, iters...) = (for v in reverse(iters)
    prepend!(a, v)
end; a)
function _prepend!(a::Vector, ::Union{HasLength,HasShape}, iter)
    n = Int(length(iter))::Int
    source = iter === a ? copy(a) : iter
    _growbeg!(a, n)
    i = 0
    for x in source
        @inbounds a[i += 1] = x
    end
    return a
end
function _prepend!(a::AbstractVector, ::IteratorSize, iter)
    n = 0
    for x in iter
        n += 1
        pushfirst!(a, x)
    end
    reverse!(a, 1, n)
    return a
end

deleteat!(a::Vector, i::Integer) = (checkbounds(a, i); i isa Bool && depwarn_bool(i); _deleteat!(a, Int(i), 1))
depwarn_bool(i) = throw(ArgumentError(string("invalid index: ", i, " of type Bool")))
function deleteat!(a::Vector, r::AbstractUnitRange{<:Integer})
    if eltype(r) === Bool
        return _deleteat_mask!(a, r)
    end
    n = length(a)
    f, l = first(r), last(r)
    isempty(r) || (1 <= f && l <= n) || throw(BoundsError(a, r))
    return isempty(r) ? a : _deleteat!(a, Int(f), length(r))
end
deleteat!(a::Vector, inds::AbstractVector{Bool}) = _deleteat_mask!(a, inds)
deleteat!(a::Vector, inds) = _deleteat_sorted!(a, inds)
deleteat!(a::Vector, inds::AbstractVector) = _deleteat_sorted!(a, to_indices(a, (inds,))[1])
function _deleteat_mask!(a::Vector, inds)
    n = length(a)
    length(inds) == n || throw(BoundsError(a, inds))
    j = 1
    for i in 1:n
        @inbounds if !inds[i]
            i != j && (isassigned(a, i) ? (a[j] = a[i]) : _unsetindex!(a, j))
            j += 1
        end
    end
    return _deleteend!(a, n - j + 1)
end
# The indices come sorted; what is kept moves forward in one pass.
function _deleteat_sorted!(a::Vector, inds)
    n = length(a)
    y = iterate(inds)
    y === nothing && return a
    (p, s) = y
    checkbounds(a, p)
    q = p + 1
    while true
        y = iterate(inds, s)
        y === nothing && break
        (i, s) = y
        if !(q <= i <= n)
            i < q ? throw(ArgumentError("indices must be unique and sorted")) : throw(BoundsError(a, i))
        end
        while q < i
            @inbounds isassigned(a, q) ? (a[p] = a[q]) : _unsetindex!(a, p)
            p += 1
            q += 1
        end
        q = i + 1
    end
    while q <= n
        @inbounds isassigned(a, q) ? (a[p] = a[q]) : _unsetindex!(a, p)
        p += 1
        q += 1
    end
    return _deleteend!(a, n - p + 1)
end

const _default_splice = []

function splice!(a::Vector, i::Integer, ins=_default_splice)
    v = a[i]
    m = length(ins)
    if m == 0
        _deleteat!(a, Int(i), 1)
    elseif m == 1
        a[i] = only(ins)
    else
        _growat!(a, Int(i), m - 1)
        k = Int(i)
        for x in ins
            a[k] = x
            k += 1
        end
    end
    return v
end
function splice!(a::Vector, r::AbstractUnitRange{<:Integer}, ins=_default_splice)
    v = a[r]
    m = length(ins)
    f, l = Int(first(r)), Int(last(r))
    d = length(r)
    if m == 0
        deleteat!(a, r)
        return v
    end
    if m < d
        delta = d - m
        _deleteat!(a, f, delta)
    elseif m > d
        _growat!(a, f, m - d)
    end
    k = f
    for x in ins
        a[k] = x
        k += 1
    end
    return v
end
splice!(a::Vector, inds) = (dltds = eltype(a)[]; _splice_each!(dltds, a, inds))
function _splice_each!(dltds, a, inds)
    inds isa AbstractVector{Bool} && (inds = findall(inds))
    for i in inds
        push!(dltds, a[i])
    end
    deleteat!(a, inds)
    return dltds
end

empty!(a::Vector) = (_deleteend!(a, length(a)); a)
function empty!(a::AbstractVector)
    resize!(a, 0)
    return a
end

function reverse!(v::AbstractVector, start::Integer, stop::Integer=lastindex(v))
    s, n = Int(start), Int(stop)
    if n > s
        liv = LinearIndices(v)
        (first(liv) <= s && n <= last(liv)) || throw(BoundsError(v, s <= first(liv) ? s : n))
        i, j = s, n
        @inbounds while i < j
            v[i], v[j] = v[j], v[i]
            i += 1
            j -= 1
        end
    end
    return v
end
reverse!(v::AbstractVector) = (isempty(v) || reverse!(v, firstindex(v), lastindex(v)); v)
function reverse(A::AbstractVector, start::Integer, stop::Integer=lastindex(A))
    B = similar(A)
    for i in firstindex(A):start-1
        B[i] = A[i]
    end
    for i in start:stop
        B[i] = A[stop + start - i]
    end
    for i in stop+1:lastindex(A)
        B[i] = A[i]
    end
    return B
end
reverse(A::AbstractVector) = isempty(A) ? copymutable(A) : reverse(A, firstindex(A), lastindex(A))
reverse(a::Array{<:Any,0}) = copy(a)

# ---------------------------------------------------------------------------------------------------------
# reshape without copying

function reshape(a::Array{T,M}, dims::Dims{N}) where {T,N,M}
    len = 1
    for d in dims
        d < 0 && throw(DimensionMismatch(string("new dimensions ", dims, " must be non-negative")))
        len *= d
    end
    len == length(a) || _throw_reshape(dims, length(a))
    N == M && dims === size(a) && return a
    return _wrap_memory(getfield(a, :ref), dims)
end
function reshape(m::GenericMemory{:not_atomic,T}, dims::Dims{N}) where {T,N}
    length_of_dims(dims) == length(m) || _throw_reshape(dims, length(m))
    return _wrap_memory(memoryrefnew(m), dims)
end
@noinline _throw_reshape(dims, n) = throw(DimensionMismatch(string(
    "new dimensions ", dims, " must be consistent with array size ", n)))
wrap(::Type{Array}, m::Memory{T}) where {T} = _wrap_memory(memoryrefnew(m), (length(m),))
wrap(::Type{Array}, m::Memory{T}, n::Integer) where {T} = wrap(Array, m, (Int(n),))
wrap(::Type{Array}, r::MemoryRef{T}, n::Integer) where {T} = _wrap_memory(r, (Int(n),))
function wrap(::Type{Array}, m::Memory{T}, dims::Dims) where {T}
    length_of_dims(dims) <= length(m) || throw(DimensionMismatch(string(
        "Attempted to wrap a MemoryRef of length ", length(m), " with an Array of size dims=", dims,
        ", which is invalid because prod(dims) > length(ref)")))
    return _wrap_memory(memoryrefnew(m), dims)
end
view(m::GenericMemory{:not_atomic,T}, inds::Union{UnitRange,OneTo}) where {T} = _memory_view(m, inds)
function _memory_view(m, inds)
    @boundscheck checkbounds(m, inds)
    isempty(inds) && return _wrap_memory(memoryrefnew(m), (0,))
    return _wrap_memory(memoryrefnew(memoryrefnew(m), Int(first(inds)), false), (length(inds),))
end
