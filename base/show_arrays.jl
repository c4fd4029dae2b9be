# show of arrays: in one line as they could be typed in, and for display as a matrix with aligned columns.

# ---- alignment ----------------------------------------------------------------------------------------------------

const undef_ref_alignment = (3, 3)
const undef_ref_str = "#undef"

# Columns that x takes before and after the place where a column of numbers aligns: the decimal point, the `//`, the
# sign of the imaginary part. Anything else hangs to the right of that place.
_shown_width(io::IO, @nospecialize(x)) = textwidth(sprint(show, x; context = _without_color(io)))
_without_color(io::IO) = get(io, :color, false)::Bool ? IOContext(io, :color => false) : io
alignment(io::IO, @nospecialize(x)) = (0, _shown_width(io, x))
alignment(io::IO, x::Number) = (_shown_width(io, x), 0)
alignment(io::IO, x::Integer) = (_shown_width(io, x), 0)
_split_width(s::String, n::Int) = (n, length(s) - n)
function alignment(io::IO, x::Real)
    s = sprint(show, x; context = _without_color(io))
    i = findfirst(c -> c in ('.', 'e', 'E', 'f', 'F'), s)
    return _split_width(s, i === nothing ? length(s) : i - 1)
end
function alignment(io::IO, x::Complex)
    s = sprint(show, x; context = _without_color(io))
    # the last sign that belongs to no exponent
    k = 0
    for i in 2:lastindex(s)
        if (s[i] == '+' || s[i] == '-') && !(s[i - 1] in ('e', 'f'))
            k = i
        end
    end
    return _split_width(s, k == 0 ? length(s) : k)
end
function alignment(io::IO, x::Rational)
    s = sprint(show, x; context = _without_color(io))
    i = findfirst("//", s)
    return _split_width(s, i === nothing ? length(s) : first(i))
end
function alignment(io::IO, x::Pair)
    full = _shown_width(io, x)
    isdelimited(io, x) && return (0, full)
    inner = IOContext(io, :typeinfo => _pair_typeinfos(io, x)[1])
    left = _shown_width(inner, x.first) + 2 * !isdelimited(inner, x.first) + !(get(io, :compact, false)::Bool)
    return (left + 1, full - left - 1)
end

# Widths of the columns of X that fit; stops when the screen is full.
function _column_alignments(io::IO, X, rows, cols, whole::Int, part::Int, sep::Int, ncols::Int)
    a = Tuple{Int, Int}[]
    used = 0
    for j in cols
        l = r = 0
        for i in rows
            c = isassigned(X, i, j) ? alignment(io, X[i, j]) : undef_ref_alignment
            l = max(l, c[1])
            r = max(r, c[2])
        end
        push!(a, (l, r))
        used += l + r
        if length(a) > 1 && used + sep * length(a) >= whole
            used -= sum(pop!(a))
            break
        end
    end
    if 1 < length(a) < ncols
        while used + sep * length(a) >= part
            used -= sum(pop!(a))
        end
    end
    return a
end

# An element as it is displayed, in one line.
function _element_text(io::IO, @nospecialize(x))
    s = sprint(show, MIME("text/plain"), x; context = io)
    return occursin('\n', s) ? sprint(show, x; context = io) : s
end
function _print_row(io::IO, X, A, i, cols, sep::String, last_col)
    for (k, j) in enumerate(cols)
        k > length(A) && break
        if isassigned(X, i, j)
            x = X[i, j]
            a = alignment(io, x)
            s = _element_text(io, x)
        else
            a = undef_ref_alignment
            s = undef_ref_str
        end
        print(io, ' '^(A[k][1] - a[1]), replace_in_print_matrix(X, i, j, s))
        # nothing stands behind the last column
        j == last_col || print(io, ' '^(A[k][2] - a[2]))
        k < length(A) && print(io, sep)
    end
    return nothing
end
replace_in_print_matrix(A, i, j, s::AbstractString) = s

function _print_vdots(io::IO, vdots::String, A, sep::String, M::Int, m::Int, pad_right::Bool)
    for k in 1:length(A)
        w = A[k][1] + A[k][2]
        atend = k == length(A) && !pad_right
        if k % M == m
            l = max(0, A[k][1] - length(vdots))
            print(io, ' '^l, vdots)
            atend || print(io, ' '^max(0, w - length(vdots) - l))
        else
            atend || print(io, ' '^w)
        end
        k < length(A) && print(io, sep)
    end
    return nothing
end

# Prints a vector or matrix within the space of the context (`:limit`, `displaysize`): where it does not fit, rows and
# columns in the middle are left out.
function print_matrix(io::IO, X::AbstractVecOrMat, pre::AbstractString = " ", sep::AbstractString = "  ", post::AbstractString = "",
                      hdots::AbstractString = "  …  ", vdots::AbstractString = "⋮", ddots::AbstractString = "  ⋱  ",
                      hmod::Integer = 5, vmod::Integer = 5)
    return _print_matrix(io, inferencebarrier(X), String(pre), String(sep), String(post), String(hdots), String(vdots), String(ddots),
                         Int(hmod), Int(vmod))
end
function _print_matrix(io::IO, @nospecialize(X), pre::String, sep::String, post::String, hdots::String, vdots::String,
                       ddots::String, hmod::Int, vmod::Int)
    height = width = typemax(Int)
    if get(io, :limit, false)::Bool
        height, width = displaysize(io)
        height -= 4
    end
    width -= length(pre) + length(post)
    rows, cols = Int[axes(X, 1)...], Int[axes(X, 2)...]
    m, n = length(rows), length(cols)
    last_col = n == 0 ? 0 : cols[n]
    # only what may be seen is measured
    half = height >> 1
    m > height && (rows = vcat(rows[1:half], rows[m - ((height - 1) >> 1) + 1:m]))
    most = width ÷ (1 + length(sep))
    n > most && (cols = vcat(cols[1:most], cols[n - most + 1:n]))
    A = _column_alignments(io, X, rows, cols, width, width, length(sep), n)
    fits = n <= length(A)
    L, R = A, A
    if !fits
        c = (width - length(hdots) + 1) ÷ 2 + 1
        R = reverse(_column_alignments(io, X, rows, reverse(cols), c, c, length(sep), n))
        c = width - sum(map(sum, R)) - (length(R) - 1) * length(sep) - length(hdots)
        L = _column_alignments(io, X, rows, cols, c, c, length(sep), n)
    end
    for (k, i) in enumerate(rows)
        k > 1 && println(io)
        print(io, k == 1 ? pre : ' '^length(pre))
        if fits
            _print_row(io, X, A, i, cols, sep, last_col)
        else
            _print_row(io, X, L, i, cols[1:length(L)], sep, last_col)
            print(io, (i - rows[1]) % hmod == 0 ? hdots : ' '^length(hdots))
            _print_row(io, X, R, i, cols[length(cols) - length(R) + 1:length(cols)], sep, last_col)
        end
        k == length(rows) && print(io, post)
        if m > height && k == half
            println(io)
            print(io, ' '^length(pre))
            _print_vdots(io, vdots, L, sep, vmod, 1, !fits)
            if !fits
                print(io, ddots)
                _print_vdots(io, vdots, R, sep, vmod, mod(length(R) - n + 1, vmod), false)
            end
        end
    end
    # too low for any row
    if m > 0 && isempty(rows)
        print(io, pre)
        _print_vdots(io, vdots, A, sep, vmod, 1, false)
        print(io, post)
    end
    return nothing
end

# ---- display of arrays --------------------------------------------------------------------------------------------

dims2string(d) = isempty(d) ? "0-dimensional" : length(d) == 1 ? string(d[1], "-element") : join(map(string, d), '×')
inds2string(inds) = join(map(_indsstring, inds), '×')
_indsstring(i) = string(i)
_indsstring(i::Union{IdentityUnitRange, Slice}) = string(i.indices)

# `3-element Vector{Int64}`, `2×2 Matrix{Float64}`.
summary(io::IO, a::AbstractArray) = array_summary(io, a, axes(a))
summary(io::IO, @nospecialize(x)) = print(io, typeof(x))
summary(io::IO, x::AbstractString) = print(io, isempty(x) ? "empty " : string(ncodeunits(x), "-codeunit "), typeof(x))
summary(io::IO, f::Function) = show(io, MIME("text/plain"), f)
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
function showarg(io::IO, r::PermutedDimsArray{T, N, perm}, toplevel) where {T, N, perm}
    print(io, "PermutedDimsArray(")
    showarg(io, parent(r), false)
    print(io, ", ", perm, ')')
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
    show_circular(io, X) && return nothing
    if !haskey(io, :compact) && length(axes(X, 2)) > 1
        io = IOContext(io, :compact => true)
    end
    if get(io, :limit, false)::Bool && eltype(X) === Method
        io = IOContext(io, :limit => false)
    end
    if get(io, :limit, false)::Bool && displaysize(io)[1] - 4 <= 0
        return print(io, " …")
    end
    println(io)
    print_array(IOContext(io, :typeinfo => eltype(X), :SHOWN_SET => X), X)
    return nothing
end
print_array(io::IO, X::AbstractArray{<:Any, 0}) = isassigned(X) ? show(io, X[]) : print(io, undef_ref_str)
print_array(io::IO, X::AbstractVecOrMat) = print_matrix(io, X)
print_array(io::IO, X::AbstractArray) = show_nd(io, X, print_matrix, true)

# Higher dimensions are a sequence of matrices; where output is limited, of a long dimension the first and last three.
function show_nd(io::IO, a::AbstractArray, print_slice, label_slices::Bool)
    tailaxes = tail(tail(axes(a)))
    any(isempty, tailaxes) && return nothing
    limited = get(io, :limit, false)::Bool
    last_one = map(last, tailaxes)
    for I in CartesianIndices(tailaxes)
        idxs = I.I
        if limited
            skipped = false
            for d in 1:length(idxs)
                ind = tailaxes[d]
                length(ind) > 10 || continue
                k = idxs[d] - first(ind) + 1
                if 3 < k <= length(ind) - 3
                    # the gap is marked once
                    k == 4 && all(e -> idxs[e] == first(tailaxes[e]), 1:d - 1) && print(io, "...\n\n")
                    skipped = true
                    break
                end
            end
            skipped && continue
        end
        print(io, "[:, :, ", join(map(string, idxs), ", "), "] =\n")
        print_slice(io, view(a, axes(a, 1), axes(a, 2), idxs...))
        idxs == last_one || print(io, "\n\n")
    end
    return nothing
end

# ---- arrays in one line ---------------------------------------------------------------------------------------------

# Does writing the elements alone say what the element type is?
function typeinfo_implicit(@nospecialize(T))
    (T === Float64 || T === Int || T === Char || T === String || T === Symbol || issingletontype(T)) && return true
    isconcretetype(T) || return false
    T <: Array && return typeinfo_implicit(eltype(T))
    (T <: Tuple || T <: Pair) && return all(typeinfo_implicit, fieldtypes(T))
    return T <: AbstractDict && typeinfo_implicit(keytype(T)) && typeinfo_implicit(valtype(T))
end
# The element type that is known of something of this type; nothing if it is no container.
typeinfo_eltype(@nospecialize(T)) =
    T !== Union{} && (T <: AbstractArray || T <: AbstractDict || T <: AbstractSet) ? eltype(T) : nothing

# What stands before the bracket: nothing, or the element type; and whether the elements say their type themselves.
function typeinfo_prefix(io::IO, X)
    info = get(io, :typeinfo, Any)::Type
    X isa info || (info = Any)
    known = typeinfo_eltype(info)
    T = eltype(X)
    if X isa AbstractDict
        known !== nothing && T == known && return sprint(show_type_name, typeof(X).name; context = io), false
        !isempty(X) && typeinfo_implicit(keytype(X)) && typeinfo_implicit(valtype(X)) &&
            return sprint(show_type_name, typeof(X).name; context = io), true
        return sprint(print, typeof(X); context = io), false
    end
    known !== nothing && T == known && return "", false
    !isempty(X) && typeinfo_implicit(T) && return "", true
    return sprint(print_without_params(T) ? _show_bare_name : show_type, T; context = io), false
end
_show_bare_name(io::IO, @nospecialize(T)) = show_type_name(io, unwrap_unionall(T).name)

# Is x already on the way from the outermost show to here? Then only how far out it is is said.
function show_circular(io::IO, @nospecialize(x))
    _is_being_shown(io, x) || return false
    print(io, "#= circular reference @-", _depth_of_shown(io, x), " =#")
    return true
end

show(io::IO, X::AbstractArray) = show_array(io, X)
function show_array(io::IO, X::AbstractArray)
    ndims(X) == 0 && return _show_zero_dim(io, X)
    ndims(X) == 1 && return show_vector(io, X)
    prefix, implicit = typeinfo_prefix(io, X)
    implicit || (io = IOContext(io, :typeinfo => eltype(X)))
    _show_nonempty_or_empty(io, X, prefix)
    return nothing
end
function _show_zero_dim(io::IO, X)
    print(io, "fill(")
    isassigned(X) ? show(io, X[]) : print(io, undef_ref_str)
    print(io, ')')
end
function show_vector(io::IO, v, opn = '[', cls = ']')
    prefix, implicit = typeinfo_prefix(io, v)
    print(io, prefix)
    implicit || (io = IOContext(io, :typeinfo => eltype(v)))
    n = length(v)
    if get(io, :limit, false)::Bool && n > 20
        ks = v isa AbstractArray ? eachindex(v) : OneTo(n)
        show_delim_array(io, v, opn, ',', "", false, first(ks), first(ks) + 9)
        print(io, "  …  ")
        show_delim_array(io, v, "", ',', cls, false, last(ks) - 9, last(ks))
    else
        show_delim_array(io, v, opn, ',', cls, false)
    end
    return nothing
end

function show_delim_array(io::IO, v::Union{AbstractArray, Core.SimpleVector}, op, delim, cl, delim_one,
                          from::Int = Int(first(LinearIndices(v))), to::Int = Int(last(LinearIndices(v))))
    print(io, op)
    if !show_circular(io, v)
        inner = IOContext(io, :SHOWN_SET => v)
        for i in from:to
            i > from && print(io, delim, ' ')
            isassigned(v, i) ? show(inner, v[i]) : print(io, undef_ref_str)
        end
        delim_one && from == to && print(io, delim)
    end
    print(io, cl)
    return nothing
end
# Tuples and other iterators; members of a tuple know the types that their places promise.
function show_delim_array(io::IO, itr, op, delim, cl, delim_one, from::Int = 1, to::Int = typemax(Int))
    print(io, op)
    if !show_circular(io, itr)
        inner = IOContext(io, :SHOWN_SET => itr)
        info = get(io, :typeinfo, Any)::Type
        bytuple = info <: Tuple && itr isa info
        n = 0
        for (i, x) in enumerate(itr)
            from <= i <= to || continue
            n > 0 && print(io, delim, ' ')
            n += 1
            show(bytuple ? IOContext(inner, :typeinfo => fieldtype(info, i)) : inner, x)
        end
        delim_one && n == 1 && print(io, delim)
    end
    print(io, cl)
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
