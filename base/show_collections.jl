# show of dictionaries, sets, ranges, named tuples and other collections that are not arrays.

function show(io::IO, t::AbstractDict{K, V}) where {K, V}
    recur = IOContext(io, :SHOWN_SET => t, :typeinfo => eltype(t))
    limited = get(io, :limit, false)::Bool
    _show_dict_prefix(io, t)
    print(io, '(')
    if !_is_being_shown(io, t)
        isfirst = true
        n = 0
        for pair in t
            isfirst || print(io, ", ")
            isfirst = false
            show(recur, pair)
            n += 1
            if limited && n >= 10
                print(io, "…")
                break
            end
        end
    else
        print(io, "…")
    end
    print(io, ')')
    return nothing
end
# The type stands in front; without parameters where the elements themselves say them.
function _show_dict_prefix(io::IO, t::AbstractDict)
    if t isa ImmutableDict
        return show_type(io, typeof(t))
    end
    info = get(io, :typeinfo, Any)::Type
    T = typeof(t)
    if T === info || (!isempty(t) && typeinfo_implicit(eltype(t)))
        _print_qualified(io, T.name.module, T.name.name)
    else
        show_type(io, T)
    end
    return nothing
end

function show(io::IO, ::MIME"text/plain", t::AbstractDict{K, V}) where {K, V}
    isempty(t) && return show(io, t)
    summary(io, t)
    _is_being_shown(io, t) && return print(io, ": (circular reference)")
    limited = get(io, :limit, false)::Bool
    sz = displaysize(io)
    rows, cols = sz[1] - 3, sz[2]
    limited && rows < 2 && return print(io, " …")
    print(io, ":")
    recur = IOContext(io, :SHOWN_SET => t, :typeinfo => eltype(t))
    rows -= 1
    # keys are padded to the widest of those shown
    keytexts = String[]
    valtexts = String[]
    keywidth = 0
    n = 0
    for (k, v) in t
        n += 1
        limited && n > rows && break
        s = sprint(show, k, context = IOContext(recur, :typeinfo => K))
        push!(keytexts, s)
        push!(valtexts, sprint(show, v, context = IOContext(recur, :typeinfo => V)))
        keywidth = max(keywidth, textwidth(s))
    end
    if limited
        keywidth = min(keywidth, max(cld(cols, 3), cols - 6))
    end
    for i in 1:length(keytexts)
        print(io, "\n  ")
        if limited && i == rows && length(t) > rows
            print(io, rpad("⋮", keywidth), " => ⋮")
            break
        end
        key = limited && textwidth(keytexts[i]) > keywidth ? string(first(keytexts[i], keywidth - 1), "…") : keytexts[i]
        print(io, rpad(key, keywidth), " => ")
        val = valtexts[i]
        room = cols - keywidth - 6
        print(io, limited && textwidth(val) > room ? string(first(val, room - 1), "…") : val)
    end
    return nothing
end
function summary(io::IO, t::AbstractDict)
    showarg(io, t, true)
    n = length(t)
    print(io, " with ", n, n == 1 ? " entry" : " entries")
    return nothing
end
function summary(io::IO, s::AbstractSet)
    showarg(io, s, true)
    n = length(s)
    print(io, " with ", n, n == 1 ? " element" : " elements")
    return nothing
end

function show(io::IO, s::Set)
    _show_set(io, s)
end
function show(io::IO, s::AbstractSet)
    _show_set(io, s)
end
function _show_set(io::IO, s::AbstractSet)
    if isempty(s)
        show_type(io, typeof(s))
        return print(io, "()")
    end
    T = typeof(s)
    info = get(io, :typeinfo, Any)::Type
    if T === info || (typeinfo_implicit(eltype(s)))
        _print_qualified(io, T.name.module, T.name.name)
        print(io, '(')
    else
        _print_qualified(io, T.name.module, T.name.name)
        print(io, '{')
        show_type(io, eltype(s))
        print(io, "}(")
    end
    _show_list(IOContext(io, :typeinfo => eltype(s)), collect(s), "", '[', ']')
    print(io, ')')
    return nothing
end
function show(io::IO, ::MIME"text/plain", s::AbstractSet)
    isempty(s) && return show(io, s)
    summary(io, s)
    print(io, ":")
    limited = get(io, :limit, false)::Bool
    rows, cols = displaysize(io)
    rows -= 4
    recur = IOContext(io, :SHOWN_SET => s, :typeinfo => eltype(s))
    n = 0
    for x in s
        n += 1
        print(io, "\n  ")
        if limited && n == rows && length(s) > rows
            print(io, "⋮")
            break
        end
        text = sprint(show, x, context = recur)
        print(io, limited && textwidth(text) > cols - 3 ? string(first(text, cols - 4), "…") : text)
    end
    return nothing
end
show(io::IO, s::KeySet) = (print(io, "KeySet for a "); print(io, typeof(s.dict)); _show_iterator_elements(io, s))
function _show_iterator_elements(io::IO, s)
    n = length(s)
    print(io, " with ", n, n == 1 ? " entry" : " entries", ". Keys:")
    for x in s
        print(io, "\n  ")
        show(io, x)
    end
    return nothing
end
function show(io::IO, ::MIME"text/plain", s::Union{KeySet, ValueIterator})
    isempty(s) && return show(io, s)
    print(io, s isa KeySet ? "KeySet" : "ValueIterator", " for a ", typeof(s.dict), " with ", length(s), length(s) == 1 ? " entry" : " entries",
          s isa KeySet ? ". Keys:" : ". Values:")
    for x in s
        print(io, "\n  ")
        show(io, x)
    end
    return nothing
end
show(io::IO, s::ValueIterator) = (print(io, "ValueIterator for a "); print(io, typeof(s.dict)); _show_values(io, s))
function _show_values(io::IO, s)
    n = length(s)
    print(io, " with ", n, n == 1 ? " entry" : " entries", ". Values:")
    for x in s
        print(io, "\n  ")
        show(io, x)
    end
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
function show(io::IO, r::LinRange{T}) where {T}
    print(io, "LinRange{", T, "}(")
    show(io, first(r))
    print(io, ", ")
    show(io, last(r))
    print(io, ", ")
    show(io, length(r))
    print(io, ')')
    return nothing
end
show(io::IO, ::MIME"text/plain", r::AbstractUnitRange) = show(io, r)
show(io::IO, ::MIME"text/plain", r::AbstractRange) = show(io, r)
function show(io::IO, ::MIME"text/plain", r::LinRange)
    isempty(r) && return show(io, r)
    summary(io, r)
    println(io, ":")
    print(io, " ", join(map(x -> sprint(show, x, context = :compact => true), r), ", "))
    return nothing
end

show(io::IO, i::CartesianIndex) = (print(io, "CartesianIndex"); show(io, i.I); nothing)
function show(io::IO, iter::CartesianIndices)
    print(io, "CartesianIndices(")
    show(io, map(_show_ind, iter.indices))
    print(io, ')')
    return nothing
end
_show_ind(r::OneTo) = 1:last(r)
_show_ind(r) = r

# ---- named tuples ---------------------------------------------------------------------------------------------------

function show(io::IO, t::NamedTuple)
    n = nfields(t)
    info = get(io, :typeinfo, Any)::Type
    if n == 0
        print(io, "NamedTuple()")
        return nothing
    end
    # a field whose declared type differs from its value's: the type is written out
    T = typeof(t)
    exact = all(i -> typeof(getfield(t, i)) === fieldtype(T, i), 1:n)
    if !exact && info !== T
        show_type(io, T)
        show(io, Tuple(t))
        return nothing
    end
    print(io, '(')
    limited = get(io, :limit, false)::Bool
    for i in 1:n
        i > 1 && print(io, ", ")
        show_sym(io, fieldname(T, i))
        print(io, " = ")
        show(IOContext(io, :typeinfo => info === T ? fieldtype(T, i) : Any), getfield(t, i))
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
show(io::IO, c::Colon) = print(io, "Colon()")

# ---- display in full --------------------------------------------------------------------------------------------------

show(io::IO, ::MIME"text/plain", @nospecialize(x)) = show(io, x)
function show(io::IO, ::MIME"text/plain", f::Function)
    if !isdefined(typeof(f), :instance)
        n = length(methods(f))
    else
        n = length(methods(f))
    end
    if f isa Core.Builtin
        print(io, nameof(f), " (built-in function)")
        return nothing
    end
    print(io, nameof(f), " (generic function with ", n, n == 1 ? " method)" : " methods)")
    return nothing
end
function show(io::IO, ::MIME"text/plain", p::Pair)
    show(io, p)
end
function show(io::IO, ::MIME"text/plain", r::Base.RefValue)
    show(io, r)
end
show(io::IO, ::MIME"text/plain", s::AbstractString) = show(io, s)
function show(io::IO, ::MIME"text/plain", c::AbstractChar)
    show(io, c)
    if c isa Char && ismalformed(c)
        print(io, ": Malformed UTF-8")
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
    print(io, "U+", string(u, base = 16, pad = u > 0xffff ? 6 : 4) |> uppercase)
    print(io, " (category ", Unicode.category_abbrev(c), ": ", Unicode.category_string(c), ")")
    return nothing
end
