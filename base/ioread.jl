# Reading from streams: numbers, bytes, text, lines, whole streams; marks; files by their names.
# A stream type gives `eof`, `read(io, UInt8)` and, for speed, `unsafe_read`, `bytesavailable`, `_buffered_bytes`.

# ---- bytes --------------------------------------------------------------------------------------------------------

unsafe_read(io::IO, p::Ptr, n::Integer) = unsafe_read(io, convert(Ptr{UInt8}, p), convert(UInt, n))
function unsafe_read(io::IO, p::Ptr{UInt8}, n::UInt)
    for i in 1:Int(n)
        pointerset(p, read(io, UInt8)::UInt8, i, 1)
    end
    return nothing
end
unsafe_read(io::IO, p::Ref{T}, n::Integer) where {T} =
    GC.@preserve p unsafe_read(io, unsafe_convert(Ref{T}, p)::Ptr, n)

function read!(io::IO, a::Array{T}) where {T}
    if isbitstype(T)
        GC.@preserve a unsafe_read(io, bitcast(Ptr{UInt8}, pointer(a)), (sizeof(T) * length(a)) % UInt)
    else
        for i in eachindex(a)
            a[i] = read(io, T)
        end
    end
    return a
end
function read!(io::IO, a::AbstractArray{T}) where {T}
    for i in eachindex(a)
        a[i] = read(io, T)
    end
    return a
end
function read!(io::IO, r::Ref{T}) where {T}
    r[] = read(io, T)
    return r
end

function _read_bits(io::IO, ::Type{T}) where {T}
    r = Ref{T}()
    GC.@preserve r unsafe_read(io, bitcast(Ptr{UInt8}, pointer_from_objref(r)), sizeof(T) % UInt)
    return r[]
end
read(io::IO, ::Type{Int8}) = bitcast(Int8, read(io, UInt8))
read(io::IO, ::Type{Bool}) = read(io, UInt8) !== 0x00
read(io::IO, T::Union{Type{Int16}, Type{UInt16}, Type{Int32}, Type{UInt32}, Type{Int64}, Type{UInt64}, Type{Int128},
                      Type{UInt128}, Type{Float16}, Type{Float32}, Type{Float64}}) = _read_bits(io, T)
read(io::IO, ::Type{Ptr{T}}) where {T} = convert(Ptr{T}, read(io, UInt))
function read(io::IO, ::Type{Char})
    b = read(io, UInt8)::UInt8
    u = shl_int(zext_int(UInt32, b), 0x18)
    lead = leading_ones(b)
    if 2 <= lead <= 4
        shift = 0x00000010
        for _ in 2:lead
            eof(io) && break
            peek(io) & 0xc0 == 0x80 || break
            u = or_int(u, shl_int(zext_int(UInt32, read(io, UInt8)::UInt8), shift))
            shift -= 0x00000008
        end
    end
    return bitcast(Char, u)
end
read(io::IO, ::Type{T}) where {T} = isbitstype(T) && !(T <: AbstractChar) && isprimitivetype(T) ? _read_bits(io, T) :
    throw(MethodError(read, (io, T)))
read(io::IO, ::Type{String}) = String(read(io))

# Up to nb bytes into b, which grows as they come.
function readbytes!(io::IO, b::AbstractVector{UInt8}, nb = length(b))
    n = Int(nb)
    asked = length(b)
    have = 0
    while have < n && !eof(io)
        byte = read(io, UInt8)::UInt8
        have += 1
        have > length(b) && resize!(b, min(n, max(2 * length(b), 64)))
        b[have] = byte
    end
    # what was added for bytes that did not come goes again
    length(b) > asked && length(b) > have && resize!(b, max(asked, have))
    return have
end
function read(io::IO, nb::Integer = typemax(Int))
    n = Int(nb)
    out = Vector{UInt8}(undef, min(n, 1024))
    have = 0
    while have < n && !eof(io)
        have == length(out) && resize!(out, min(n, 2 * have))
        have += 1
        out[have] = read(io, UInt8)::UInt8
    end
    return resize!(out, have)
end

readavailable(io::IO) = read(io)
bytesavailable(io::IO) = 0

function peek(io::IO, ::Type{T}) where {T}
    mark(io)
    try
        return read(io, T)::T
    finally
        reset(io)
    end
end
peek(io::IO) = peek(io, UInt8)::UInt8

function skip(io::IO, n::Integer)
    n < 0 && throw(ArgumentError("cannot skip backwards in this stream"))
    for _ in 1:n
        read(io, UInt8)
    end
    return io
end

# ---- marks --------------------------------------------------------------------------------------------------------

mark(io::IO) = (io.mark = position(io))
unmark(io::IO) = (ismarked(io) || return false; io.mark = -1; true)
ismarked(io::IO) = io.mark >= 0
function reset(io::T) where {T <: IO}
    ismarked(io) || throw(ArgumentError("$T not marked"))
    m = io.mark
    seek(io, m)
    io.mark = -1
    return m
end
mark(io::IOContext) = mark(io.io)
unmark(io::IOContext) = unmark(io.io)
ismarked(io::IOContext) = ismarked(io.io)
reset(io::IOContext) = reset(io.io)
seek(io::IOContext, n::Integer) = seek(io.io, n)
read(io::IOContext, nb::Integer = typemax(Int)) = read(io.io, nb)

# ---- text: up to a delimiter, lines ---------------------------------------------------------------------------------

# Copies bytes up to the delimiter, which is copied only with `keep`.
function copyuntil(out::IO, io::IO, delim::UInt8; keep::Bool = false)
    while !eof(io)
        b = read(io, UInt8)::UInt8
        if b === delim
            keep && write(out, b)
            break
        end
        write(out, b)
    end
    return out
end
function copyuntil(out::IO, io::IO, delim::AbstractChar; keep::Bool = false)
    delim < '\u80' && return copyuntil(out, io, UInt8(delim); keep)
    while !eof(io)
        c = read(io, Char)
        if c == delim
            keep && write(out, c)
            break
        end
        write(out, c)
    end
    return out
end
copyuntil(out::IO, io::IO, delim::AbstractString; keep::Bool = false) =
    (_copy_until_bytes(out, io, codeunits(String(delim)), keep); out)
copyuntil(out::IO, io::IO, delim::AbstractVector{UInt8}; keep::Bool = false) =
    (_copy_until_bytes(out, io, delim, keep); out)
copyuntil(out::IO, filename::AbstractString, delim; keep::Bool = false) =
    open(io -> copyuntil(out, io, delim; keep), filename)
# Bytes are held back as long as they may begin the delimiter.
function _copy_until_bytes(out::IO, io::IO, delim::AbstractVector{UInt8}, keep::Bool)
    m = length(delim)
    m == 0 && return true
    held = UInt8[]
    while !eof(io)
        push!(held, read(io, UInt8)::UInt8)
        while !isempty(held) && !_begins(delim, held)
            write(out, popfirst!(held))
        end
        if length(held) == m
            keep && write(out, held)
            return true
        end
    end
    write(out, held)
    return false
end
function _begins(delim, held)
    for i in 1:length(held)
        delim[i] == held[i] || return false
    end
    return true
end

readuntil(io::IO, delim::UInt8; keep::Bool = false) = take!(copyuntil(IOBuffer(), io, delim; keep))
readuntil(io::IO, delim::Union{AbstractChar, AbstractString}; keep::Bool = false) =
    takestring!(copyuntil(IOBuffer(), io, delim; keep))
readuntil(io::IO, delim::AbstractVector{UInt8}; keep::Bool = false) = take!(copyuntil(IOBuffer(), io, delim; keep))
readuntil(filename::AbstractString, delim; keep::Bool = false) = open(io -> readuntil(io, delim; keep), filename)

# One line; its end (`\n` or `\r\n`) is left out unless `keep`.
function copyline(out::IO, io::IO; keep::Bool = false)
    held = false
    while !eof(io)
        b = read(io, UInt8)::UInt8
        if b === 0x0a
            keep && (held && write(out, 0x0d); write(out, b))
            return out
        end
        held && write(out, 0x0d)
        held = b === 0x0d
        held || write(out, b)
    end
    held && write(out, 0x0d)
    return out
end
copyline(out::IO, filename::AbstractString; keep::Bool = false) = open(io -> copyline(out, io; keep), filename)
readline(io::IO = stdin; keep::Bool = false) = takestring!(copyline(IOBuffer(), io; keep))
readline(filename::AbstractString; keep::Bool = false) = open(io -> readline(io; keep), filename)
function readlines(io::IO = stdin; keep::Bool = false)
    out = String[]
    while !eof(io)
        push!(out, readline(io; keep))
    end
    return out
end
readlines(filename::AbstractString; keep::Bool = false) = open(io -> readlines(io; keep), filename)
readchomp(x) = chomp(read(x, String))

mutable struct EachLine{IOT <: IO}
    const stream::IOT
    const ondone::Function
    const keep::Bool
    EachLine(stream::IO = stdin; ondone::Function = () -> nothing, keep::Bool = false) =
        new{typeof(stream)}(stream, ondone, keep)
end
eachline(stream::IO = stdin; keep::Bool = false) = EachLine(stream; keep)
function eachline(filename::AbstractString; keep::Bool = false)
    s = open(filename)
    return EachLine(s; ondone = () -> close(s), keep)
end
function iterate(itr::EachLine, state = nothing)
    eof(itr.stream) && return (itr.ondone(); nothing)
    return readline(itr.stream; keep = itr.keep), nothing
end
eltype(::Type{<:EachLine}) = String
IteratorSize(::Type{<:EachLine}) = SizeUnknown()
isdone(itr::EachLine, state...) = eof(itr.stream)

struct ReadEachIterator{T, IOT <: IO}
    stream::IOT
end
readeach(stream::IOT, ::Type{T}) where {IOT <: IO, T} = ReadEachIterator{T, IOT}(stream)
iterate(itr::ReadEachIterator{T}, state = nothing) where {T} = eof(itr.stream) ? nothing : (read(itr.stream, T), nothing)
eltype(::Type{ReadEachIterator{T}}) where {T} = T
IteratorSize(::Type{<:ReadEachIterator}) = SizeUnknown()

function skipchars(predicate, io::IO; linecomment = nothing)
    while !eof(io)
        mark(io)
        c = read(io, Char)
        if c === linecomment
            unmark(io)
            readline(io)
        elseif !predicate(c)
            reset(io)
            break
        else
            unmark(io)
        end
    end
    return io
end

# Lines as their ends say; a last line without an end counts.
function countlines(io::IO; eol::AbstractChar = '\n')
    isascii(eol) || throw(ArgumentError("only ASCII line terminators are supported"))
    stop = UInt8(eol)
    n = 0
    open_line = false
    while !eof(io)
        open_line = read(io, UInt8)::UInt8 !== stop
        n += !open_line
    end
    return n + open_line
end
countlines(f::AbstractString; eol::AbstractChar = '\n') = open(io -> countlines(io; eol)::Int, f)

# ---- one stream into another, files by name -------------------------------------------------------------------------

function write(to::IO, from::IO)
    n = 0
    while !eof(from)
        n += write(to, readavailable(from))
    end
    return n
end
write(filename::AbstractString, x, xs...) = open(io -> write(io, x, xs...), filename, "w")
read(filename::AbstractString, args...) = open(io -> read(io, args...), convert(String, filename)::String)
read(filename::AbstractString, ::Type{String}) = open(io -> read(io, String), convert(String, filename)::String)
read!(filename::AbstractString, a) = open(io -> read!(io, a), convert(String, filename)::String)

# `f` gets the stream, which is closed afterwards whatever happens.
function open(f::Function, args...; kwargs...)
    io = open(args...; kwargs...)
    try
        return f(io)
    finally
        close(io)
    end
end

# The four views of the mode: what is asked for and what follows from it.
function open_flags(; read::Union{Bool, Nothing} = nothing, write::Union{Bool, Nothing} = nothing,
                    create::Union{Bool, Nothing} = nothing, truncate::Union{Bool, Nothing} = nothing,
                    append::Union{Bool, Nothing} = nothing)
    if write === true && read !== true && append !== true
        create === nothing && (create = true)
        truncate === nothing && (truncate = true)
    end
    if truncate === true || append === true
        write === nothing && (write = true)
        create === nothing && (create = true)
    end
    write === nothing && (write = false)
    read === nothing && (read = !write)
    create === nothing && (create = false)
    truncate === nothing && (truncate = false)
    append === nothing && (append = false)
    return (read = read, write = write, create = create, truncate = truncate, append = append)
end
