# show of single values: numbers, characters, strings, symbols, tuples, pairs, and the default for structs. Arrays,
# dictionaries, types, functions and expressions have their own chapters.

show(x) = (show(stdout, x); nothing)

show(io::IO, n::Signed) = (write(io, string(n)); nothing)
show(io::IO, n::Unsigned) = (print(io, "0x", string(n, pad = sizeof(n) << 1, base = 16)); nothing)
print(io::IO, n::Unsigned) = (print(io, string(n)); nothing)
show(io::IO, b::Bool) = print(io, _known_type(io) === Bool ? (b ? "1" : "0") : (b ? "true" : "false"))
print(io::IO, b::Bool) = print(io, b ? "true" : "false")
show(io::IO, ::Nothing) = print(io, "nothing")
show(io::IO, ::Missing) = print(io, "missing")
show(io::IO, p::Ptr) = print(io, typeof(p), " @0x", string(bitcast(UInt, p), base = 16, pad = 16))

# ---- characters and strings ---------------------------------------------------------------------------------------

const _hexdigits = "0123456789abcdef"
function _print_hex(io::IO, x::UInt32, digits::Int)
    while digits > 0
        digits -= 1
        d = and_int(lshr_int(x, (4 * digits) % UInt32), 0x0000000f)
        write(io, _byte(_hexdigits, Int(d) + 1))
    end
end
_hexlen(u::UInt32) = u > 0x000fffff ? 6 : u > 0x0000ffff ? 5 : u > 0x00000fff ? 4 : u > 0x000000ff ? 3 : u > 0x0000000f ? 2 : 1

# Writes c as it stands inside a literal delimited by `quotes`; `next` is the character after it (for \x escapes).
function _show_escaped(io::IO, c::Char, quotes, next)
    if c == '\\' || c in quotes
        print(io, '\\', c)
    elseif c == '\0'
        print(io, next !== nothing && '0' <= next <= '7' ? "\\x00" : "\\0")
    elseif c == '\a' print(io, "\\a")
    elseif c == '\b' print(io, "\\b")
    elseif c == '\t' print(io, "\\t")
    elseif c == '\n' print(io, "\\n")
    elseif c == '\v' print(io, "\\v")
    elseif c == '\f' print(io, "\\f")
    elseif c == '\r' print(io, "\\r")
    elseif c == '\e' print(io, "\\e")
    elseif ismalformed(c) || isoverlong(c)
        u = bitcast(UInt32, c)
        while true
            print(io, "\\x")
            _print_hex(io, lshr_int(u, 0x18), 2)
            u = shl_int(u, 0x08)
            u === 0x00000000 && break
        end
    elseif isprint(c)
        print(io, c)
    else
        u = UInt32(c)
        hex = next !== nothing && isxdigit(next)
        if u < 0x80
            print(io, "\\x")
            _print_hex(io, u, 2)
        elseif u <= 0xffff
            print(io, "\\u")
            _print_hex(io, u, hex ? 4 : _hexlen(u))
        else
            print(io, "\\U")
            _print_hex(io, u, hex ? 8 : _hexlen(u))
        end
    end
    return nothing
end

function show(io::IO, c::AbstractChar)
    if c isa Char
        print(io, '\'')
        _show_escaped(io, c, ('\'',), nothing)
        print(io, '\'')
    else
        show(io, Char(c))
    end
    return nothing
end

function show(io::IO, s::AbstractString)
    print(io, '"')
    _print_escaped_string(io, s, ('"', '$'))
    print(io, '"')
    return nothing
end
function _print_escaped_string(io::IO, s::AbstractString, quotes)
    r = iterate(s)
    while r !== nothing
        c, i = r
        r = iterate(s, i)
        _show_escaped(io, Char(c), quotes, r === nothing ? nothing : Char(r[1]))
    end
    return nothing
end

# ---- tuples, pairs ------------------------------------------------------------------------------------------------

show(io::IO, t::Tuple) = show_delim_array(io, t, '(', ',', ')', true)
show(io::IO, v::Core.SimpleVector) = show_delim_array(io, v, "svec(", ',', ')', false)

# Does x need no parentheses inside of something else? A pair printed with an arrow does, and an operator.
isdelimited(io::IO, x) = true
isdelimited(io::IO, f::Function) = !isoperator(Symbol(f))
# Pair{Any, Any}(1, 2) must not look like `1 => 2` unless the context tells its type.
function isdelimited(io::IO, p::Pair{A, B}) where {A, B}
    info = get(io, :typeinfo, Any)::Type
    return !(info === typeof(p) || A === typeof(p.first) && B === typeof(p.second))
end
function _pair_typeinfos(io::IO, p::Pair)
    info = get(io, :typeinfo, Any)::Type
    return p isa info && info <: Pair && info !== Union{} && isconcretetype(info) ? (fieldtype(info, 1), fieldtype(info, 2)) : (Any, Any)
end
function show(io::IO, p::Pair)
    isdelimited(io, p) && return show_default(io, p)
    infos = _pair_typeinfos(io, p)
    for i in 1:2
        inner = IOContext(io, :typeinfo => infos[i])
        parens = !isdelimited(inner, p[i])
        parens && print(io, '(')
        show(inner, p[i])
        parens && print(io, ')')
        i == 1 && print(io, get(io, :compact, false)::Bool ? "=>" : " => ")
    end
    return nothing
end

# ---- structs and everything else ----------------------------------------------------------------------------------

show(io::IO, @nospecialize(x)) = show_default(io, x)
function show_default(io::IO, @nospecialize(x))
    T = typeof(x)
    print(io, inferencebarrier(T))
    print(io, '(')
    n = nfields(x)
    if n !== 0 || (T isa DataType && !isprimitivetype(T))
        recur = IOContext(io, Pair{Symbol, Any}(:SHOWN_SET, x), Pair{Symbol, Any}(:typeinfo, Any))
        if !_is_being_shown(io, x)
            for i in 1:n
                isdefined(x, i) ? show(recur, getfield(x, i)) : print(io, "#undef")
                i < n && print(io, ", ")
            end
        else
            print(io, "#= circular reference @-", _depth_of_shown(io, x), " =#")
        end
    else
        print(io, "0x")
        _print_primitive_bits(io, x)
    end
    print(io, ')')
    return nothing
end
function _print_primitive_bits(io::IO, @nospecialize(x))
    n = Core.sizeof(x)
    r = Ref{Any}(x)
    GC.@preserve r begin
        p = ccall(:jl_value_ptr, Ptr{UInt8}, (Any,), x)
        for i in n:-1:1
            _print_hex(io, zext_int(UInt32, pointerref(p, i, 1)), 2)
        end
    end
    return nothing
end
# Is x already on the way from the outermost show to here?
function _is_being_shown(io::IO, @nospecialize(x))
    io isa IOContext || return false
    ismutable(x) || return false
    for (k, v) in io.dict
        k === :SHOWN_SET && v === x && return true
    end
    return false
end
function _depth_of_shown(io::IO, @nospecialize(x))
    depth = 1
    for (k, v) in io.dict
        k === :SHOWN_SET || continue
        v === x && return depth
        depth += 1
    end
    return depth
end

repr(x; context = nothing) = sprint(show, x; context = context)
