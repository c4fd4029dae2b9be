# Concatenation: vcat, hcat, cat, and the calls that array literals with spaces and semicolons become.

# What an argument adds to the element type: arrays their element type, other things their own.
_eltype_in_cat(x) = typeof(x)
_eltype_in_cat(x::AbstractArray) = eltype(x)
_cat_eltype() = Any
_cat_eltype(x) = _eltype_in_cat(x)
_cat_eltype(x, y) = promote_type(_eltype_in_cat(x), _eltype_in_cat(y))
_cat_eltype(x, ys...) = (@inline; promote_type(_eltype_in_cat(x), _cat_eltype(ys...)))

# Anything that is no array is one element.
cat_size(A) = ()
cat_size(A::AbstractArray) = size(A)
cat_size(A, d) = 1
cat_size(A::AbstractArray, d) = size(A, d)
cat_length(::Any) = 1
cat_length(a::AbstractArray) = length(a)
cat_ndims(a) = 0
cat_ndims(a::AbstractArray) = ndims(a)
cat_similar(A, ::Type{T}, shape::Tuple) where {T} = Array{T}(undef, shape)
cat_similar(A::AbstractArray, ::Type{T}, shape::Tuple) where {T} = similar(A, T, shape)

# ---------------------------------------------------------------------------------------------------------
# along one or several dimensions

cat(A...; dims) = _cat(dims, A...)
_cat(dims, X...) = _cat_t(dims, _cat_eltype(X...), X...)
cat_t(::Type{T}, X...; dims) where {T} = _cat_t(dims, T, X...)
_dims_of_val(::Val{d}) where {d} = d
_dims_of_val(d) = d
_cat_dims(d::Integer) = (Int(d),)
_cat_dims(d) = Tuple(map(Int, d))

function _cat_t(dims, ::Type{T}, X...) where {T}
    ds = _cat_dims(_dims_of_val(dims))
    for d in ds
        d < 1 && throw(ArgumentError(string("cat dimension must be a positive integer, but got ", d)))
    end
    isempty(X) && return Vector{T}()
    n = max(maximum(ds), maximum(map(cat_ndims, X)))
    shape = _cat_shape(ds, n, X)
    A = cat_similar(X[1], T, Tuple(shape))
    # blocks on a diagonal leave the rest zero
    length(ds) > 1 && fill!(A, zero(T))
    offsets = fill!(Vector{Int}(undef, n), 0)
    for x in X
        _place_block!(A, x, offsets, n)
        for d in ds
            offsets[d] += cat_size(x, d)
        end
    end
    return A
end
function _cat_shape(ds, n, X)
    shape = Vector{Int}(undef, n)
    for d in 1:n
        s = cat_size(X[1], d)
        if d in ds
            for i in 2:length(X)
                s += cat_size(X[i], d)
            end
        else
            for i in 2:length(X)
                si = cat_size(X[i], d)
                si == s || throw(DimensionMismatch(string("mismatch in dimension ", d, " (expected ", s, " got ", si, ")")))
            end
        end
        shape[d] = s
    end
    return shape
end
_place_block!(A, x, offsets, n) = (A[ntuple(d -> offsets[d] + 1, n)...] = x; A)
function _place_block!(A, x::AbstractArray, offsets, n)
    isempty(x) && return A
    A[ntuple(d -> (offsets[d]+1):(offsets[d]+cat_size(x, d)), n)...] = x
    return A
end

# ---------------------------------------------------------------------------------------------------------
# vertically

vcat() = Vector{Any}()
hcat() = Vector{Any}()
vcat(X::T...) where {T} = _vcat_scalars(T, X)
vcat(X::T...) where {T<:Number} = _vcat_scalars(T, X)
vcat(X::Number...) = _vcat_scalars(promote_typeof(X...), X)
vcat(X...) = _vcat_any(_cat_eltype(X...), X)
vcat(V::AbstractVector...) = _typed_vcat(_cat_eltype(V...), V)
vcat(A::AbstractVecOrMat...) = _typed_vcat(_cat_eltype(A...), A)
vcat(A::AbstractArray...) = _cat_t(1, _cat_eltype(A...), A...)
vcat(V::AbstractVector{T}...) where {T} = _typed_vcat(T, V)
vcat(A::AbstractVecOrMat{T}...) where {T} = _typed_vcat(T, A)
vcat(A::AbstractArray{T}...) where {T} = _cat_t(1, T, A...)
vcat(r::AbstractRange{T}, rs::AbstractRange{T}...) where {T} = _vcat_ranges(T, r, rs...)
vcat(r::AbstractRange, rs::AbstractRange...) = _vcat_ranges(_cat_eltype(r, rs...), r, rs...)
function _vcat_ranges(::Type{T}, rs::AbstractRange...) where {T}
    n = 0
    for r in rs
        n += length(r)
    end
    a = Vector{T}(undef, n)
    i = 1
    for r in rs, x in r
        @inbounds a[i] = x
        i += 1
    end
    return a
end
function _vcat_scalars(::Type{T}, X::Tuple) where {T}
    a = Vector{T}(undef, length(X))
    for i in 1:length(X)
        @inbounds a[i] = X[i]
    end
    return a
end
function _vcat_any(::Type{T}, X) where {T}
    all(x -> !(x isa AbstractArray), X) && return _vcat_scalars(T, X)
    if all(x -> !(x isa AbstractArray) || x isa AbstractVector, X)
        n = 0
        for x in X
            n += cat_length(x)
        end
        a = cat_similar(X[1], T, (n,))
        k = 1
        for x in X
            if x isa AbstractVector
                copyto!(a, k, x, firstindex(x), length(x))
                k += length(x)
            else
                a[k] = x
                k += 1
            end
        end
        return a
    end
    return _cat_t(1, T, X...)
end
_typed_vcat(::Type{T}, A) where {T} = _typed_vcat_matrices(T, A)
function _typed_vcat(::Type{T}, V::Tuple{Vararg{AbstractVector}}) where {T}
    n = 0
    for v in V
        n += length(v)
    end
    a = similar(V[1], T, n)
    k = 1
    for v in V
        m = length(v)
        copyto!(a, k, v, firstindex(v), m)
        k += m
    end
    return a
end
function _typed_vcat_matrices(::Type{T}, A) where {T}
    nrows = 0
    ncols = size(A[1], 2)
    for x in A
        nrows += size(x, 1)
        size(x, 2) == ncols || throw(DimensionMismatch(string("number of columns of each array must match (got ",
            map(y -> size(y, 2), A), ")")))
    end
    B = similar(A[1], T, nrows, ncols)
    at = 0
    for x in A
        m = size(x, 1)
        for j in 1:ncols, i in 1:m
            @inbounds B[at + i, j] = x[_nth(x, 1, i), _nth(x, 2, j)]
        end
        at += m
    end
    return B
end
_nth(x, d, i) = first(axes(x, d)) + i - 1

# ---------------------------------------------------------------------------------------------------------
# horizontally

hcat(X::T...) where {T<:Number} = reshape(_vcat_scalars(T, X), 1, length(X))
hcat(X::Number...) = hcat(promote(X...)...)
hcat(X...) = _cat_t(2, _cat_eltype(X...), X...)
hcat(X::T...) where {T} = _cat_t(2, _cat_eltype(X...), X...)
hcat(A::AbstractVecOrMat...) = _typed_hcat(_cat_eltype(A...), A)
hcat(A::AbstractVecOrMat{T}...) where {T} = _typed_hcat(T, A)
hcat(V::Vector{T}...) where {T} = _hcat_vectors(T, V)
hcat(A::AbstractArray...) = _cat_t(2, _cat_eltype(A...), A...)
function _hcat_vectors(::Type{T}, V) where {T}
    height = length(V[1])
    for v in V
        length(v) == height || throw(DimensionMismatch("vectors must have same lengths"))
    end
    B = Matrix{T}(undef, height, length(V))
    k = 1
    for v in V
        copyto!(B, k, v, 1, height)
        k += height
    end
    return B
end
function _typed_hcat(::Type{T}, A) where {T}
    nrows = size(A[1], 1)
    ncols = 0
    dense = true
    for x in A
        dense &= isa(x, Array)
        ncols += x isa AbstractVector ? 1 : size(x, 2)
        size(x, 1) == nrows || throw(DimensionMismatch(string("number of rows of each array must match (got ",
            map(y -> size(y, 1), A), ")")))
    end
    B = similar(A[1], T, nrows, ncols)
    if dense
        k = 1
        for x in A
            n = length(x)
            copyto!(B, k, x, 1, n)
            k += n
        end
        return B
    end
    at = 0
    for x in A
        p = x isa AbstractVector ? 1 : size(x, 2)
        for j in 1:p, i in 1:nrows
            @inbounds B[i, at + j] = x isa AbstractVector ? x[_nth(x, 1, i)] : x[_nth(x, 1, i), _nth(x, 2, j)]
        end
        at += p
    end
    return B
end

# with the element type given
typed_vcat(::Type{T}) where {T} = Vector{T}()
typed_hcat(::Type{T}) where {T} = Vector{T}()
typed_vcat(::Type{T}, X::Number...) where {T} = _vcat_scalars(T, X)
typed_vcat(::Type{T}, X...) where {T} = _vcat_any(T, X)
typed_vcat(::Type{T}, A::AbstractVecOrMat...) where {T} = _typed_vcat(T, A)
typed_hcat(::Type{T}, X::Number...) where {T} = reshape(_vcat_scalars(T, X), 1, length(X))
typed_hcat(::Type{T}, X...) where {T} = _cat_t(2, T, X...)
typed_hcat(::Type{T}, A::AbstractVecOrMat...) where {T} = _typed_hcat(T, A)

# ---------------------------------------------------------------------------------------------------------
# rows of blocks: `[a b; c d]`

hvcat(nbc::Int, as...) = typed_hvcat(_cat_eltype(as...), nbc, as...)
function typed_hvcat(::Type{T}, nbc::Int, as...) where {T}
    n = length(as)
    mod(n, nbc) == 0 || throw(ArgumentError(string("number of arrays ", n, " is not a multiple of the requested number of block columns ", nbc)))
    return typed_hvcat(T, ntuple(Returns(nbc), div(n, nbc)), as...)
end
hvcat(rows::Tuple{Vararg{Int}}, as...) = typed_hvcat(_cat_eltype(as...), rows, as...)
hvcat(::Tuple{}) = Vector{Any}()
typed_hvcat(::Type{T}, ::Tuple{}) where {T} = Vector{T}()
hvcat(rows::Tuple{Vararg{Int}}, xs::T...) where {T<:Number} = _hvcat_numbers(T, rows, xs)
hvcat(rows::Tuple{Vararg{Int}}, xs::Number...) = _hvcat_numbers(promote_typeof(xs...), rows, xs)
typed_hvcat(::Type{T}, rows::Tuple{Vararg{Int}}, xs::Number...) where {T} = _hvcat_numbers(T, rows, xs)
function _hvcat_numbers(::Type{T}, rows, xs) where {T}
    nr = length(rows)
    nc = rows[1]
    for i in 2:nr
        rows[i] == nc || throw(ArgumentError(string("row ", i, " has mismatched number of columns (expected ", nc, "; got ", rows[i], ")")))
    end
    length(xs) == nr * nc || throw(ArgumentError(string("argument count does not match specified shape (expected ", nr * nc, ", got ", length(xs), ")")))
    a = Matrix{T}(undef, nr, nc)
    k = 1
    for i in 1:nr, j in 1:nc
        @inbounds a[i, j] = xs[k]
        k += 1
    end
    return a
end
function typed_hvcat(::Type{T}, rows::Tuple{Vararg{Int}}, as...) where {T}
    n = 0
    for r in rows
        n += r
    end
    n == length(as) || throw(ArgumentError(string("argument count does not match specified shape (expected ", n, ", got ", length(as), ")")))
    strips = Vector{Any}(undef, length(rows))
    a = 1
    for i in 1:length(rows)
        strips[i] = typed_hcat(T, as[a:a-1+rows[i]]...)
        a += rows[i]
    end
    return typed_vcat(T, strips...)
end

# ---------------------------------------------------------------------------------------------------------
# any number of dimensions: `[a;;; b]`

hvncat(dim::Int, xs...) = _hvncat_along(_cat_eltype(xs...), dim, xs)
hvncat(dim::Int) = _hvncat_empty(Any, dim)
typed_hvncat(::Type{T}, dim::Int, xs...) where {T} = _hvncat_along(T, dim, xs)
typed_hvncat(::Type{T}, dim::Int) where {T} = _hvncat_empty(T, dim)
function _hvncat_empty(::Type{T}, dim::Int) where {T}
    dim < 0 && throw(ArgumentError("concatenation dimension must be non-negative"))
    return Array{T}(undef, ntuple(Returns(0), dim))
end
function _hvncat_along(::Type{T}, dim::Int, xs) where {T}
    dim < 0 && throw(ArgumentError("concatenation dimension must be non-negative"))
    dim == 0 && (length(xs) == 1 || throw(ArgumentError("a 0-dimensional array may only contain exactly one element")))
    dim == 0 && return fill!(Array{T,0}(undef), xs[1])
    # the result has at least `dim` dimensions
    return _cat_t(dim, T, xs...)
end
hvncat(dims::Tuple{Vararg{Int}}, row_first::Bool, xs...) = _hvncat_dims(_cat_eltype(xs...), dims, row_first, xs)
typed_hvncat(::Type{T}, dims::Tuple{Vararg{Int}}, row_first::Bool, xs...) where {T} = _hvncat_dims(T, dims, row_first, xs)
function _hvncat_dims(::Type{T}, dims, row_first, xs) where {T}
    n = prod(dims)
    n == length(xs) || throw(ArgumentError(string("argument count does not match specified shape (expected ", n, ", got ", length(xs), ")")))
    isempty(xs) && return Array{T}(undef, dims)
    if all(x -> !(x isa AbstractArray), xs)
        A = Array{T}(undef, dims)
        _place_scalars!(A, dims, row_first, xs)
        return A
    end
    order = _hvncat_order(length(dims), row_first)
    parts = collect(Any, xs)
    for d in order
        d <= length(dims) || continue
        parts = _cat_groups(T, d, parts, fill(dims[d], div(length(parts), dims[d])))
    end
    return _at_least_dims(parts[1], length(dims))
end
function _place_scalars!(A, dims, row_first, xs)
    if !row_first || length(dims) < 2
        for i in 1:length(xs)
            A[i] = xs[i]
        end
        return A
    end
    nr, nc = dims[1], dims[2]
    k = 1
    for s in 0:div(length(xs), nr * nc)-1, i in 1:nr, j in 1:nc
        A[s * nr * nc + (j - 1) * nr + i] = xs[k]
        k += 1
    end
    return A
end
_hvncat_order(n, row_first) = row_first && n >= 2 ? [2; 1; 3:n] : collect(1:n)
# join `counts[i]` neighbours along dimension d
function _cat_groups(::Type{T}, d, parts, counts) where {T}
    out = Vector{Any}(undef, length(counts))
    at = 0
    for i in 1:length(counts)
        out[i] = _cat_t(d, T, parts[at+1:at+counts[i]]...)
        at += counts[i]
    end
    return out
end
_at_least_dims(A::AbstractArray, n) = ndims(A) >= n ? A : reshape(A, ntuple(d -> size(A, d), n))
_at_least_dims(x, n) = fill(x, ntuple(Returns(1), n))

# ragged: `shape[k]` has the number of arguments in each group at level k
hvncat(shape::Tuple{Tuple{Vararg{Int}},Vararg{Tuple{Vararg{Int}}}}, row_first::Bool, xs...) = _hvncat_shape(_cat_eltype(xs...), shape, row_first, xs)
typed_hvncat(::Type{T}, shape::Tuple{Tuple{Vararg{Int}},Vararg{Tuple{Vararg{Int}}}}, row_first::Bool, xs...) where {T} = _hvncat_shape(T, shape, row_first, xs)
hvncat(::Tuple{}, row_first::Bool) = Any[]
hvncat(::Tuple{}, row_first::Bool, xs...) = throw(ArgumentError("a 0-dimensional array may only contain exactly one element"))
function _hvncat_shape(::Type{T}, shape, row_first, xs) where {T}
    n = length(shape)
    shape[end][1] == length(xs) || throw(ArgumentError(string("argument count does not match specified shape (expected ", shape[end][1], ", got ", length(xs), ")")))
    order = _hvncat_order(n, row_first)
    parts = collect(Any, xs)
    weights = fill(1, length(xs))
    for k in 1:n
        counts = Int[]
        newweights = Int[]
        at = 1
        for want in shape[k]
            c, w = 0, 0
            while w < want
                at <= length(weights) || throw(ArgumentError("argument count does not match specified shape"))
                w += weights[at]
                c += 1
                at += 1
            end
            w == want || throw(ArgumentError("shape argument must be consistent across levels"))
            push!(counts, c)
            push!(newweights, w)
        end
        parts = _cat_groups(T, order[k], parts, counts)
        weights = newweights
    end
    return _at_least_dims(parts[1], n)
end
