# show of arrays: in one line as they could be typed in, and for display as a matrix with aligned columns.

# ---- alignment ----------------------------------------------------------------------------------------------------

undef_ref_alignment = (3, 3)
const undef_ref_str = "#undef"

# Columns that x takes before and after the place where numbers align (the decimal point, the `//`, the `+`).
alignment(io::IO, @nospecialize(x)) = (length(sprint(show, x, context = io, sizehint = 0)), 0)
alignment(io::IO, x::Union{Nothing, Missing}) = (length(sprint(show, x, context = io)), 0)
alignment(io::IO, x::Number) = (length(sprint(show, x, context = io)), 0)
alignment(io::IO, x::Integer) = (length(sprint(show, x, context = io)), 0)
function alignment(io::IO, x::Real)
    s = sprint(show, x, context = io)
    i = findfirst(c -> c == '.' || c == 'e' || c == 'f', s)
    i === nothing && return (length(s), 0)
    # the point belongs to the right side
    return (i - 1, length(s) - i + 1)
end
function alignment(io::IO, x::Complex)
    s = sprint(show, x, context = io)
    # the sign of the imaginary part: a + or - with blanks around it, or not at the start nor after an exponent
    k = 0
    for (i, c) in pairs(s)
        i == 1 && continue
        if (c == '+' || c == '-') && s[prevind(s, i)] != 'e' && s[prevind(s, i)] != 'E'
            k = s[prevind(s, i)] == ' ' ? prevind(s, i) : i
            break
        end
    end
    k == 0 && return (length(s), 0)
    return (k - 1, length(s) - k + 1)
end
function alignment(io::IO, x::Rational)
    s = sprint(show, x, context = io)
    i = findfirst("//", s)
    i === nothing && return (length(s), 0)
    return (last(i), length(s) - last(i))
end
function alignment(io::IO, x::Pair)
    s = sprint(show, x, context = io)
    if !isdelimited_pair(io, x)
        left = sprint(_show_pair_side, x.first, context = io)
        n = length(left) + (get(io, :compact, false)::Bool ? 0 : 1)
        return (n, length(s) - n)
    end
    return (0, length(s))
end

# Widths of the columns of X that fit; stops when the screen is full.
function _column_alignments(io::IO, X, rows, cols, cols_if_complete::Int, cols_otherwise::Int, sep::Int)
    a = Tuple{Int, Int}[]
    for j in cols
        l = r = 0
        for i in rows
            aij = isassigned(X, i, j) ? alignment(io, X[i, j]) : (3, 3)
            l = max(l, aij[1])
            r = max(r, aij[2])
        end
        push!(a, (l, r))
        if length(a) > 1 && sum(map(sum, a)) + sep * length(a) >= cols_if_complete
            pop!(a)
            break
        end
    end
    if 1 < length(a) < length(cols)
        while length(a) > 1 && sum(map(sum, a)) + sep * length(a) >= cols_otherwise
            pop!(a)
        end
    end
    return a
end

function _print_row(io::IO, X, A, i, cols, sep::String)
    for (k, j) in enumerate(cols)
        k > length(A) && break
        if isassigned(X, i, j)
            x = X[i, j]
            a = alignment(io, x)
            s = sprint(show, x, context = io)
        else
            a = (3, 3)
            s = undef_ref_str
        end
        s = replace_in_print_matrix(X, i, j, s)
        print(io, " "^(A[k][1] - a[1]))
        print(io, s)
        # the last column needs no blanks behind it
        k < length(A) && print(io, " "^(A[k][2] - a[2]), sep)
    end
    return nothing
end
replace_in_print_matrix(A, i, j, s::AbstractString) = s
# What stands for an element that the array's structure makes zero: a mark in the middle of the room the element takes.
function replace_with_centered_mark(s::AbstractString; c::AbstractChar = '⋅')
    n = textwidth(s)
    left = cld(n, 2) - 1
    return string(" "^max(left, 0), c, " "^max(n - left - 1, 0))
end

# Prints a vector or matrix within the space of the context (`:limit`, `displaysize`).
function print_matrix(io::IO, X::AbstractVecOrMat, pre::String = " ", sep::String = "  ", post::String = "",
                      hdots::String = "  …  ", vdots::String = "⋮", ddots::String = "  ⋱  ", hmod::Int = 5, vmod::Int = 5)
    limit = get(io, :limit, false)::Bool
    rows_screen, cols_screen = limit ? displaysize(io) : (typemax(Int), typemax(Int))
    rows_screen = limit ? rows_screen - 4 : rows_screen
    cols_screen = limit ? cols_screen - length(pre) - length(post) : cols_screen
    rowsA = collect(axes(X, 1))
    colsA = collect(axes(X, 2))
    m, n = length(rowsA), length(colsA)
    # only what may be seen is measured
    halfheight = div(rows_screen, 2)
    if m > rows_screen
        rowsA = [rowsA[1:cld(rows_screen, 2) - 1 + (rows_screen % 2 == 0 ? 0 : 0)]; rowsA[m - div(rows_screen, 2) + 1:m]]
    end
    maxcols = limit ? div(cols_screen, 1 + length(sep)) : typemax(Int)
    seen = limit && n > maxcols + 1 ? [colsA[1:min(n, maxcols)]; colsA[max(1, n - maxcols + 1):n]] : colsA
    A = _column_alignments(io, X, rowsA, seen, cols_screen, cols_screen, length(sep))
    if m <= rows_screen
        if n <= length(A)
            for i in rowsA
                i == first(rowsA) || println(io)
                print(io, pre)
                _print_row(io, X, A, i, colsA, sep)
                print(io, post)
            end
        else
            c = div(cols_screen - length(hdots) + 1, 2) + 1
            Ralign = reverse(_column_alignments(io, X, rowsA, reverse(colsA), c, c, length(sep)))
            c = cols_screen - sum(map(sum, Ralign)) - (length(Ralign) - 1) * length(sep) - length(hdots)
            Lalign = _column_alignments(io, X, rowsA, colsA, c, c, length(sep))
            for i in rowsA
                i == first(rowsA) || println(io)
                print(io, pre)
                _print_row_padded(io, X, Lalign, i, colsA[1:length(Lalign)], sep)
                print(io, (i - first(rowsA)) % hmod == 0 ? hdots : " "^length(hdots))
                _print_row(io, X, Ralign, i, colsA[n - length(Ralign) + 1:n], sep)
                print(io, post)
            end
        end
    else
        half = length(rowsA) - div(rows_screen, 2)
        if n <= length(A)
            for (k, i) in enumerate(rowsA)
                k == 1 || println(io)
                print(io, pre)
                _print_row(io, X, A, i, colsA, sep)
                print(io, post)
                if k == half
                    println(io)
                    print(io, pre)
                    _print_vdots(io, vdots, A, sep, vmod, 1)
                end
            end
        else
            c = div(cols_screen - length(hdots) + 1, 2) + 1
            Ralign = reverse(_column_alignments(io, X, rowsA, reverse(colsA), c, c, length(sep)))
            c = cols_screen - sum(map(sum, Ralign)) - (length(Ralign) - 1) * length(sep) - length(hdots)
            Lalign = _column_alignments(io, X, rowsA, colsA, c, c, length(sep))
            r = mod((length(Ralign) - n + 1), vmod)
            for (k, i) in enumerate(rowsA)
                k == 1 || println(io)
                print(io, pre)
                _print_row_padded(io, X, Lalign, i, colsA[1:length(Lalign)], sep)
                print(io, (k - 1) % hmod == 0 ? hdots : " "^length(hdots))
                _print_row(io, X, Ralign, i, colsA[n - length(Ralign) + 1:n], sep)
                print(io, post)
                if k == half
                    println(io)
                    print(io, pre)
                    _print_vdots(io, vdots, Lalign, sep, vmod, 1)
                    print(io, ddots)
                    _print_vdots(io, vdots, Ralign, sep, vmod, r)
                end
            end
        end
    end
    return nothing
end
# As _print_row, but the last column is filled up too, because more follows.
function _print_row_padded(io::IO, X, A, i, cols, sep::String)
    _print_row(io, X, A, i, cols, sep)
    if !isempty(A)
        j = cols[length(A)]
        a = isassigned(X, i, j) ? alignment(io, X[i, j]) : (3, 3)
        print(io, " "^(A[end][2] - a[2]))
    end
    return nothing
end
function _print_vdots(io::IO, vdots::String, A, sep::String, M::Int, m::Int)
    for k in 1:length(A)
        w = A[k][1] + A[k][2]
        if k % M == m % M || M == 1
            l = max(0, A[k][1] - length(vdots))
            r = max(0, w - length(vdots) - l)
            print(io, " "^l, vdots, k == length(A) ? "" : " "^r)
        else
            k == length(A) || print(io, " "^w)
        end
        k < length(A) && print(io, sep)
    end
    return nothing
end

# ---- display of arrays --------------------------------------------------------------------------------------------

dims2string(d) = isempty(d) ? "0-dimensional" : length(d) == 1 ? string(d[1], "-element") : join(map(string, d), '×')
inds2string(inds) = join(map(_indsstring, inds), '×')
_indsstring(i) = string(i)

# `3-element Vector{Int64}`, `2×2 Matrix{Float64}`.
summary(io::IO, a::AbstractArray) = array_summary(io, a, axes(a))
summary(io::IO, @nospecialize(x)) = print(io, typeof(x))
summary(x) = sprint(summary, x)
function array_summary(io::IO, a, inds::Tuple{Vararg{OneTo}})
    print(io, dims2string(length.(inds)), " ")
    showarg(io, a, true)
    return nothing
end
function array_summary(io::IO, a, inds)
    print(io, dims2string(length.(inds)), " ")
    showarg(io, a, true)
    print(io, " with indices ", inds2string(inds))
    return nothing
end
showarg(io::IO, @nospecialize(x), toplevel) = (toplevel || print(io, "::"); print(io, typeof(x)); nothing)
showarg(io::IO, ::Type{T}, toplevel) where {T} = (print(io, "::"); print(io, "Type{", T, "}"))
function showarg(io::IO, v::SubArray, toplevel)
    print(io, "view(")
    showarg(io, parent(v), false)
    for i in v.indices
        print(io, ", ")
        i isa Slice ? print(io, ":") : i isa AbstractUnitRange ? print(io, UnitRange(i)) : print(io, i)
    end
    print(io, ')')
    toplevel && print(io, " with eltype ", eltype(v))
    return nothing
end
function showarg(io::IO, r::ReshapedArray, toplevel)
    print(io, "reshape(")
    showarg(io, parent(r), false)
    print(io, ", ", join(size(r), ", "), ')')
    toplevel && print(io, " with eltype ", eltype(r))
    return nothing
end
function showarg(io::IO, r::ReinterpretArray{T}, toplevel) where {T}
    print(io, "reinterpret(", T, ", ")
    showarg(io, parent(r), false)
    print(io, ')')
    toplevel && print(io, " with eltype ", eltype(r))
    return nothing
end

function show(io::IO, ::MIME"text/plain", X::AbstractArray)
    if isempty(X) && (get(io, :compact, false)::Bool || X isa Vector)
        return show(io, X)
    end
    summary(io, X)
    isempty(X) && return nothing
    print(io, ":")
    if get(io, :limit, false)::Bool && displaysize(io)[1] - 4 <= 0
        return print(io, " …")
    end
    println(io)
    io = IOContext(io, :typeinfo => eltype(X))
    if !haskey(io, :compact)
        io = size(X, 2) > 1 ? IOContext(io, :compact => true) : io
    end
    ndims(X) == 0 ? (isassigned(X) ? (print(io, ' '); show(io, X[])) : print(io, undef_ref_str)) : print_array(io, X)
    return nothing
end
print_array(io::IO, X::AbstractVecOrMat) = print_matrix(io, X)
print_array(io::IO, X::AbstractArray) = show_nd(io, X, print_matrix, true)

# Higher dimensions are printed as a sequence of matrices.
function show_nd(io::IO, a::AbstractArray, print_slice, label_slices::Bool)
    tail = axes(a)[3:end]
    any(isempty, tail) && return nothing
    isfirst = true
    for I in CartesianIndices(tail)
        idxs = I.I
        isfirst || print(io, "\n\n")
        isfirst = false
        label_slices && print(io, "[:, :, ", join(map(string, idxs), ", "), "] =\n")
        print_slice(io, view(a, axes(a, 1), axes(a, 2), idxs...))
    end
    return nothing
end

# ---- arrays in one line ---------------------------------------------------------------------------------------------

# Does writing the elements alone say what the element type is?
typeinfo_implicit(@nospecialize(T)) =
    T === Float64 || T === Int || T === Char || T === String || T === Symbol || issingletontype(T) ||
    (isconcretetype(T) && (T <: Array || T <: Dict || T <: Tuple || T <: Pair || T <: NamedTuple) && _params_implicit(T))
function _params_implicit(@nospecialize(T))
    T <: Array && return typeinfo_implicit(eltype(T))
    T <: Tuple && return all(typeinfo_implicit, fieldtypes(T))
    T <: NamedTuple && return all(typeinfo_implicit, fieldtypes(T))
    T <: Pair && return typeinfo_implicit(fieldtype(T, 1)) && typeinfo_implicit(fieldtype(T, 2))
    T <: Dict && return typeinfo_implicit(keytype(T)) && typeinfo_implicit(valtype(T))
    return false
end
typeinfo_eltype(@nospecialize(info)) =
    info isa Type && info <: AbstractArray ? eltype(info) :
    info isa Type && info <: AbstractDict ? eltype(info) :
    info isa Type && info <: AbstractSet ? eltype(info) :
    info === Any ? Any : info

# What stands before the bracket: nothing, or the element type; and whether elements still need theirs.
function typeinfo_prefix(io::IO, X)
    info = get(io, :typeinfo, Any)::Type
    T = X isa AbstractDict ? typeof(X) : typeof(X)
    if !(T isa Type)
        return "", false
    end
    eltype_X = eltype(X)
    if X isa AbstractDict
        if T == info
            return "", false
        elseif !isempty(X) && typeinfo_implicit(eltype_X)
            return _type_name_only(T), true
        end
        return string(T), false
    end
    eltype_info = info <: AbstractArray || info === Any ? eltype(info) : info
    if eltype_X == eltype(info) && info !== Any && info <: typeof_like(X)
        return "", false
    elseif !isempty(X) && typeinfo_implicit(eltype_X)
        return "", true
    end
    return _show_to_string(io, eltype_X), false
end
typeof_like(X) = AbstractArray
_type_name_only(@nospecialize(T)) = string(nameof(T))
_show_to_string(io::IO, @nospecialize(T)) = sprint(show_type, T; context = io)

show(io::IO, X::AbstractArray) = show_array(io, X)
function show_array(io::IO, X::AbstractArray)
    ndims(X) == 0 && return _show_zero_dim(io, X)
    prefix, implicit = typeinfo_prefix(io, X)
    io = IOContext(io, :typeinfo => eltype(X))
    X isa AbstractVector ? _show_vector(io, X, prefix) : _show_nonempty_or_empty(io, X, prefix)
    return nothing
end
function _show_zero_dim(io::IO, X)
    print(io, "fill(")
    isassigned(X) ? show(io, X[]) : print(io, undef_ref_str)
    print(io, ')')
end
show_vector(io::IO, v, opn = '[', cls = ']') = _show_list(IOContext(io, :typeinfo => eltype(v)), v, typeinfo_prefix(io, v)[1], opn, cls)
_show_vector(io::IO, v, prefix) = _show_list(io, v, prefix, '[', ']')
function _show_list(io::IO, v, prefix, opn, cls)
    print(io, prefix)
    print(io, opn)
    limited = get(io, :limit, false)::Bool
    n = length(v)
    inds = eachindex(v)
    if limited && n > 20
        ks = collect(inds)
        _show_items(io, v, ks[1:10])
        print(io, "  …  ")
        _show_items(io, v, ks[n - 9:n])
    else
        _show_items(io, v, inds)
    end
    print(io, cls)
    return nothing
end
function _show_items(io::IO, v, inds)
    isfirst = true
    for i in inds
        isfirst || print(io, ", ")
        isfirst = false
        isassigned(v, i) ? show(io, v[i]) : print(io, undef_ref_str)
    end
    return nothing
end

function _show_nonempty_or_empty(io::IO, X::AbstractArray, prefix)
    if isempty(X)
        X isa Array ? print(io, typeof(X), "(undef, ", join(size(X), ", "), ')') : summary(io, X)
    else
        print(io, prefix, '[')
        ndims(X) == 2 ? _show_rows(io, X) : _show_slices(io, X)
        ndims(X) == 2 && size(X, 2) == 1 && print(io, ";;")
        print(io, ']')
    end
    return nothing
end
# Indices to show: all, or where output is limited the first and the last two with a gap between.
function _ends_of(inds, limited::Bool)
    all = UnitRange{Int}(inds)
    n = length(all)
    return limited && n > 4 ? (all[1:2], all[n - 1:n]) : (all, n + 1:n)
end
# rows of a matrix separated by `;`
function _show_rows(io::IO, X::AbstractMatrix)
    limited = get(io, :limit, false)::Bool
    toprows, bottomrows = _ends_of(axes(X, 1), limited)
    left, right = _ends_of(axes(X, 2), limited)
    for rows in (toprows, bottomrows)
        isempty(rows) && continue
        rows === bottomrows && print(io, "; … ; ")
        for i in rows
            i > first(rows) && print(io, "; ")
            for cols in (left, right)
                isempty(cols) && continue
                cols === right && print(io, " … ")
                for j in cols
                    j > first(cols) && print(io, ' ')
                    isassigned(X, i, j) ? show(io, X[i, j]) : print(io, undef_ref_str)
                end
            end
        end
    end
    return nothing
end
# Matrices one after the other; the number of semicolons between them is the dimension in which the next one lies.
function _show_slices(io::IO, X::AbstractArray)
    tailaxes = tail(tail(axes(X)))
    before = nothing
    deepest = 2
    for I in CartesianIndices(tailaxes)
        if before !== nothing
            d = 2 + findlast(k -> I.I[k] > before[k], 1:length(tailaxes))::Int
            deepest = max(deepest, d)
            print(io, ';'^d, ' ')
        end
        before = I.I
        _show_rows(io, view(X, axes(X, 1), axes(X, 2), I.I...))
    end
    deepest < ndims(X) && print(io, ';'^ndims(X))
    return nothing
end
