# show of dictionaries, sets, ranges, named tuples and other collections that are not arrays.

function show(io::IO, t::AbstractDict{K, V}) where {K, V}
    recur = IOContext(io, :SHOWN_SET => t, :typeinfo => eltype(t))
    limited = get(io, :limit, false)::Bool
    print(io, typeinfo_prefix(io, t)[1], '(')
    if !isempty(t) && !show_circular(io, t)
        n = 0
        for pair in t
            n > 0 && print(io, ", ")
            n += 1
            show(recur, pair)
            if limited && n >= 10
                print(io, "…")
                break
            end
        end
    end
    print(io, ')')
    return nothing
end

# The text, or as much of it as fits in so many columns with a mark behind; never more than its first line.
function _truncate_at_width(s::String, width::Int)
    width <= 0 && return ""
    used = 0
    fits = 0
    for (i, c) in pairs(s)
        c == '\r' || c == '\n' || (used += textwidth(c)) > width && return string(s[1:fits], '…')
        (c == '\r' || c == '\n') && return string(s[1:fits], '…')
        used <= width - 1 && (fits = i)
    end
    return s
end

# One line an entry; keys are padded to the widest of those shown, and both sides cut off, where output is limited.
function show(io::IO, ::MIME"text/plain", t::AbstractDict{K, V}) where {K, V}
    isempty(t) && return show(io, t)
    recur = IOContext(io, :SHOWN_SET => t)
    haskey(io, :compact) || (recur = IOContext(recur, :compact => true))
    kio = IOContext(recur, :typeinfo => keytype(t))
    vio = IOContext(recur, :typeinfo => valtype(t))
    summary(io, t)
    print(io, ":")
    show_circular(io, t) && return nothing
    if !(get(io, :limit, false)::Bool)
        for (k, v) in t
            print(io, "\n  ")
            show(kio, k)
            print(io, " => ")
            show(vio, v)
        end
        return nothing
    end
    height, cols = displaysize(io)
    rows = height - 3
    rows < 2 && return print(io, " …")
    cols = max(cols, 12) - 6
    rows -= 1
    ks, vs = String[], String[]
    keywidth = valwidth = 0
    for (k, v) in t
        length(ks) == rows && break
        push!(ks, sprint(show, k; context = kio))
        push!(vs, sprint(show, v; context = vio))
        keywidth = clamp(length(ks[end]), keywidth, cols)
        valwidth = clamp(length(vs[end]), valwidth, cols)
    end
    keywidth > max(cols ÷ 2, cols - valwidth) && (keywidth = max(cld(cols, 3), cols - valwidth))
    n = length(t)
    for i in 1:length(ks)
        print(io, "\n  ")
        if i == rows < n
            print(io, rpad("⋮", keywidth), " => ⋮")
            break
        end
        print(io, rpad(_truncate_at_width(ks[i], keywidth), keywidth), " => ", _truncate_at_width(vs[i], cols - keywidth))
    end
    return nothing
end
function summary(io::IO, t::AbstractDict)
    showarg(io, t, true)
    if IteratorSize(t) isa HasLength
        n = length(t)
        print(io, " with ", n, n == 1 ? " entry" : " entries")
    else
        print(io, "(...)")
    end
    return nothing
end
function summary(io::IO, s::AbstractSet)
    showarg(io, s, true)
    n = length(s)
    print(io, " with ", n, n == 1 ? " element" : " elements")
    return nothing
end
function showarg(io::IO, v::Pairs, toplevel)
    print(io, "pairs(")
    v.data isa NamedTuple ? print(io, "::NamedTuple") : showarg(io, v.data, false)
    print(io, ')')
    return nothing
end

function show(io::IO, s::Set)
    if isempty(s)
        get(io, :typeinfo, Any) === typeof(s) ? print(io, "Set") : show_type(io, typeof(s))
        print(io, "()")
    else
        print(io, "Set(")
        show_vector(io, s)
        print(io, ')')
    end
    return nothing
end
function show(io::IO, s::Union{BitSet, IdSet})
    show_type(io, typeof(s))
    print(io, '(')
    isempty(s) || show_vector(io, s)
    print(io, ')')
    return nothing
end
function show(io::IO, s::BitSet)
    print(io, "BitSet([")
    join(io, s, ", ")
    print(io, "])")
    return nothing
end
function show(io::IO, ::MIME"text/plain", s::AbstractSet)
    isempty(s) && return show(io, s)
    summary(io, s)
    print(io, ":")
    show_circular(io, s) && return nothing
    _show_lines(io, s, IOContext(io, :SHOWN_SET => s, :typeinfo => eltype(s)))
    return nothing
end
# Elements one a line, within the space there is.
function _show_lines(io::IO, itr, recur::IO)
    limited = get(io, :limit, false)::Bool
    height, cols = displaysize(io)
    rows = limited ? height - 4 : typemax(Int)
    limited && height - 3 < 2 && return print(io, " …")
    cols = max(cols, 4) - 2
    n = length(itr)
    for (i, x) in enumerate(itr)
        print(io, "\n  ")
        if i == rows < n
            print(io, "⋮")
            break
        end
        limited ? print(io, _truncate_at_width(sprint(show, x; context = recur), cols)) : show(recur, x)
    end
    return nothing
end

show(io::IO, s::Union{KeySet, ValueIterator}) = show_vector(io, s)
function summary(io::IO, s::Union{KeySet, ValueIterator})
    print(io, s isa KeySet ? "KeySet" : "ValueIterator", " for a ")
    summary(io, s.dict)
end
function show(io::IO, ::MIME"text/plain", s::Union{KeySet, ValueIterator})
    summary(io, s)
    isempty(s) && return nothing
    print(io, ". ", s isa KeySet ? "Keys" : "Values", ":")
    _show_lines(io, s, IOContext(io, :SHOWN_SET => s, :typeinfo => eltype(s)))
    return nothing
end

# ---- ranges -------------------------------------------------------------------------------------------------------

show(io::IO, r::UnitRange) = (show(io, first(r)); print(io, ':'); show(io, last(r)); nothing)
show(io::IO, r::AbstractUnitRange) = (show(io, first(r)); print(io, ':'); show(io, last(r)); nothing)
function show(io::IO, r::AbstractRange)
    show(io, first(r))
    print(io, ':')
    show(io, step(r))
    print(io, ':')
    show(io, last(r))
    return nothing
end
show(io::IO, r::OneTo) = print(io, "Base.OneTo(", r.stop, ")")
function show(io::IO, r::StepRangeLen)
    if !iszero(step(r))
        show(io, first(r))
        print(io, ':')
        show(io, step(r))
        print(io, ':')
        show(io, last(r))
    else
        print(io, "StepRangeLen(")
        show(io, first(r))
        print(io, ", ")
        show(io, step(r))
        print(io, ", ")
        show(io, length(r))
        print(io, ')')
    end
    return nothing
end
show(io::IO, r::StepRangeLen{<:CartesianIndex}) =
    print(io, "StepRangeLen(", first(r), ", ", step(r), ", ", length(r), ')')
show(io::IO, r::LinRange{T}) where {T} = _show_by_ends(io, "LinRange", T, r)
show(io::IO, r::LogRange{T}) where {T} = _show_by_ends(io, "LogRange", T, r)
_show_by_ends(io::IO, name, T, r) = print(io, name, '{', T, "}(", first(r), ", ", last(r), ", ", length(r), ')')
show(io::IO, ::MIME"text/plain", r::AbstractUnitRange) = show(io, r)
show(io::IO, ::MIME"text/plain", r::AbstractRange) = show(io, r)
# As many elements as fit on the line, the ends first.
function show(io::IO, ::MIME"text/plain", r::Union{LinRange, LogRange})
    isempty(r) && return show(io, r)
    summary(io, r)
    println(io, ":")
    print_range(io, r)
    return nothing
end
function print_range(io::IO, r::AbstractArray)
    io = IOContext(io, :compact => get(io, :compact, true)::Bool)
    width = get(io, :limit, false)::Bool ? displaysize(io)[2] : typemax(Int)
    n = length(r)
    texts(k) = sprint(show, r[k]; context = io)
    head, tail_ = String[], String[]
    used = 1
    i, j = 1, n
    complete = true
    while i <= j
        s = texts(i)
        # room for this, the separator, and the gap
        if used + textwidth(s) + 2 + (i < j ? 3 : 0) > width && !isempty(head)
            complete = false
            break
        end
        push!(head, s)
        used += textwidth(s) + 2
        i += 1
        i > j && break
        t = texts(j)
        if used + textwidth(t) + 2 + (i < j ? 3 : 0) > width
            complete = false
            break
        end
        pushfirst!(tail_, t)
        used += textwidth(t) + 2
        j -= 1
    end
    print(io, " ", join(complete ? vcat(head, tail_) : vcat(head, "…", tail_), ", "))
    return nothing
end

show(io::IO, i::CartesianIndex) = (print(io, "CartesianIndex"); show(io, i.I); nothing)
function show(io::IO, iter::CartesianIndices)
    print(io, "CartesianIndices(")
    show(io, map(_show_ind, iter.indices))
    print(io, ')')
    return nothing
end
show(io::IO, ::MIME"text/plain", iter::CartesianIndices) = show(io, iter)
_show_ind(r::OneTo) = last(r)
_show_ind(r) = r

# ---- named tuples ---------------------------------------------------------------------------------------------------

function show(io::IO, t::NamedTuple)
    T = typeof(t)
    info = get(io, :typeinfo, Any)::Type
    n = nfields(t)
    n == 0 && return print(io, "NamedTuple()")
    # a field whose declared type differs from its value's, and that the context does not know: the type is written out
    if info !== T && !all(i -> fieldtype(T, i) === typeof(getfield(t, i)), 1:n)
        show_type(io, T)
        print(io, '(')
        show(io, Tuple(t))
        print(io, ')')
        return nothing
    end
    known = t isa info && info <: NamedTuple && info !== Union{} && isconcretetype(info)
    inner = IOContext(io, :SHOWN_SET => t)
    print(io, '(')
    for i in 1:n
        i > 1 && print(io, ", ")
        show_sym(io, fieldname(T, i))
        print(io, " = ")
        show(IOContext(inner, :typeinfo => known ? fieldtype(info, i) : Any), getfield(t, i))
    end
    n == 1 && print(io, ',')
    print(io, ')')
    return nothing
end

# ---- other small types ----------------------------------------------------------------------------------------------

show(io::IO, x::Some) = (_show_some(io, x); nothing)
function _show_some(io::IO, x::Some)
    if get(io, :typeinfo, Any)::Type == typeof(x)
        show(io, x.value)
    else
        print(io, "Some(")
        show(io, x.value)
        print(io, ')')
    end
end
show(io::IO, ::Val{x}) where {x} = (print(io, "Val{"); show(io, x); print(io, "}()"))
function show(io::IO, r::Base.RefValue)
    show_type(io, typeof(r))
    print(io, '(')
    isassigned(r) ? show(io, r[]) : print(io, "#undef")
    print(io, ')')
    return nothing
end
function show(io::IO, e::Iterators.Enumerate)
    print(io, "enumerate(")
    show(io, e.itr)
    print(io, ')')
    return nothing
end
function show(io::IO, s::SkipMissing)
    print(io, "skipmissing(")
    show(io, s.x)
    print(io, ')')
    return nothing
end
show(io::IO, c::Colon) = print(io, "Colon()")

# ---- display in full --------------------------------------------------------------------------------------------------

show(io::IO, ::MIME"text/plain", @nospecialize(x)) = show(io, x)
show(io::IO, ::MIME"text/plain", op::Broadcast.BroadcastFunction) = show(io, op)
function show(io::IO, ::MIME"text/plain", f::Function)
    get(io, :compact, false)::Bool && return show(io, f)
    f isa Core.Builtin && return print(io, nameof(f), " (built-in function)")
    T = typeof(f)
    n = length(methods(f))
    name = isdefined(T, :instance) ? String(nameof(f)) : ""
    # what is called is a function of its module, or an object
    isself = isdefined(T, :instance) && isdefined(T.name.module, nameof(f)) && getglobal(T.name.module, nameof(f)) === f
    text = isself || occursin('#', name) ? name : string("(::", T, ")")
    print(io, text, " (", startswith(text, '@') ? "macro" : "generic function", " with ", n, n == 1 ? " method)" : " methods)")
    return nothing
end
function show(io::IO, ::MIME"text/plain", p::Pair)
    show(io, p)
end
function show(io::IO, ::MIME"text/plain", r::Base.RefValue)
    show(io, r)
end
# A long string is shown with its middle left out, where output is limited: seven lines of it, or one in a collection.
function show(io::IO, ::MIME"text/plain", s::AbstractString; limit::Union{Int, Nothing} = nothing)
    if limit === nothing
        get(io, :limit, false)::Bool || return show(io, s)
        limit = max(20, displaysize(io)[2])
        get(io, :typeinfo, nothing) === nothing && (limit *= 7)
    end
    n = ncodeunits(s)
    n <= limit - 2 && return show(io, s)
    units = codeunit(s) == UInt8 ? "bytes" : "code units"
    # quotes and the text between, without the number in it
    frame = length(string(" ⋯  ", units, " ⋯ ")) + 4
    chars = max(limit, frame + 1) - frame
    d = ndigits(n - chars)
    chars -= d
    chars += d - ndigits(n - chars)
    chars = max(0, chars)
    head = nextind(s, 0, 1 + (chars + 1) ÷ 2)
    tail_ = prevind(s, n + 1, chars ÷ 2)
    # leaving out must be worth it
    worth = frame + ndigits(n - chars) - 1
    skipped = tail_ - head
    if 4 * worth <= skipped || worth <= skipped && worth <= length(s, head, tail_ - 1)
        show(io, SubString(s, 1, prevind(s, head)))
        printstyled(io, " ⋯ ", skipped, " ", units, " ⋯ "; color = :light_yellow, bold = true)
        show(io, SubString(s, tail_))
    else
        show(io, s)
    end
    return nothing
end
function show(io::IO, ::MIME"text/plain", c::AbstractChar)
    show(io, c)
    get(io, :compact, false)::Bool && return nothing
    if c isa Char && ismalformed(c)
        print(io, ": Malformed UTF-8 (category ", Unicode.category_abbrev(c), ": ", Unicode.category_string(c), ")")
        return nothing
    elseif c isa Char && isoverlong(c)
        print(io, ": [overlong] ")
        u = decode_overlong(c)
    else
        print(io, ": ")
        u = codepoint(c)
        isascii(c) && print(io, "ASCII/")
        print(io, "Unicode ")
    end
    print(io, "U+", string(u, base = 16, pad = 4) |> uppercase)
    print(io, " (category ", Unicode.category_abbrev(c), ": ", Unicode.category_string(c), ")")
    return nothing
end
