# IOBuffer: a stream over bytes in memory that grows as it is written.

mutable struct GenericIOBuffer{T <: AbstractVector{UInt8}} <: IO
    data::T
    readable::Bool
    writable::Bool
    seekable::Bool
    append::Bool
    size::Int        # end of the data, as an index into `data`
    maxsize::Int
    ptr::Int         # next byte to read or write
    mark::Int
    function GenericIOBuffer{T}(data::T, readable::Bool, writable::Bool, seekable::Bool, append::Bool,
                                maxsize::Int) where {T <: AbstractVector{UInt8}}
        return new(data, readable, writable, seekable, append, length(data), maxsize, 1, -1)
    end
end
const IOBuffer = GenericIOBuffer{Memory{UInt8}}

_bytes(data::Memory{UInt8}) = data
function _bytes(data::Vector{UInt8})
    m = Memory{UInt8}(undef, length(data))
    length(data) > 0 && ccall(:memmove, Ptr{Cvoid}, (Ptr{Cvoid}, Ptr{Cvoid}, UInt), pointer(m), pointer(data), length(data) % UInt)
    return m
end
function _bytes(s::Union{String, SubString{String}})
    m = Memory{UInt8}(undef, sizeof(s))
    sizeof(s) > 0 && ccall(:memmove, Ptr{Cvoid}, (Ptr{Cvoid}, Ptr{Cvoid}, UInt), pointer(m), pointer(s), sizeof(s) % UInt)
    return m
end
_bytes(data::AbstractVector{UInt8}) = _bytes(collect(UInt8, data))

_new_buffer(data, r, w, s, a, m) = GenericIOBuffer{Memory{UInt8}}(data, r, w, s, a, m)

# An empty buffer for reading and writing.
function IOBuffer()
    buf = _new_buffer(Memory{UInt8}(undef, 32), true, true, true, false, typemax(Int))
    buf.size = 0
    return buf
end
IOBuffer(s::Union{String, SubString{String}}) = _new_buffer(_bytes(s), true, false, true, false, typemax(Int))
IOBuffer(s::CodeUnits{UInt8}) = IOBuffer(String(s.s))
function IOBuffer(data::AbstractVector{UInt8}; read::Union{Bool, Nothing} = nothing, write::Union{Bool, Nothing} = nothing,
                  append::Union{Bool, Nothing} = nothing, truncate::Union{Bool, Nothing} = nothing,
                  maxsize::Integer = typemax(Int), sizehint::Union{Integer, Nothing} = nothing)
    w = something(write, something(append, false) || something(truncate, false))
    r = something(read, !something(write, false) || something(truncate, false))
    buf = _new_buffer(_bytes(data), r, w, true, something(append, false), Int(maxsize))
    something(truncate, false) && (buf.size = 0)
    return buf
end
function IOBuffer(; read::Bool = true, write::Bool = true, append::Bool = false, truncate::Bool = true,
                  maxsize::Integer = typemax(Int), sizehint::Union{Integer, Nothing} = nothing)
    n = sizehint !== nothing ? Int(sizehint) : maxsize != typemax(Int) ? Int(maxsize) : 32
    buf = _new_buffer(Memory{UInt8}(undef, min(n, Int(maxsize))), read, write, true, append, Int(maxsize))
    buf.size = 0
    return buf
end
function PipeBuffer(data::AbstractVector{UInt8} = Memory{UInt8}(undef, 32); maxsize::Int = typemax(Int))
    return _new_buffer(_bytes(data), true, true, false, true, maxsize)
end
function PipeBuffer()
    buf = _new_buffer(Memory{UInt8}(undef, 32), true, true, false, true, typemax(Int))
    buf.size = 0
    return buf
end

isreadable(io::GenericIOBuffer) = io.readable
iswritable(io::GenericIOBuffer) = io.writable
isopen(io::GenericIOBuffer) = io.readable || io.writable || io.seekable || bytesavailable(io) > 0
position(io::GenericIOBuffer) = io.ptr - 1
filesize(io::GenericIOBuffer) = io.size
closewrite(io::GenericIOBuffer) = (io.writable = false; nothing)
function close(io::GenericIOBuffer)
    io.readable = false
    io.writable = false
    io.seekable = false
    io.size = 0
    io.maxsize = 0
    io.ptr = 1
    io.mark = -1
    io.data = Memory{UInt8}(undef, 0)
    return nothing
end
function copy(b::GenericIOBuffer{T}) where {T}
    c = GenericIOBuffer{T}(copy(b.data), b.readable, b.writable, b.seekable, b.append, b.maxsize)
    c.size = b.size
    c.ptr = b.ptr
    c.mark = b.mark
    return c
end

# Makes room for n bytes at the place of the next write.
@noinline function _grow!(io::GenericIOBuffer, n::Int)
    io.writable || throw(ArgumentError("ensureroom failed, IOBuffer is not writeable"))
    if !io.seekable && io.ptr > 1 && io.mark < 0
        # a pipe: what was read is gone
        left = io.size - io.ptr + 1
        left > 0 && ccall(:memmove, Ptr{Cvoid}, (Ptr{Cvoid}, Ptr{Cvoid}, UInt), pointer(io.data), pointer(io.data, io.ptr), left % UInt)
        io.size = left
        io.ptr = 1
    end
    at = io.append ? io.size : io.ptr - 1
    needed = min(at + n, io.maxsize)
    if needed > length(io.data)
        bigger = Memory{UInt8}(undef, min(max(needed, 2 * length(io.data), 32), io.maxsize))
        io.size > 0 && ccall(:memmove, Ptr{Cvoid}, (Ptr{Cvoid}, Ptr{Cvoid}, UInt), pointer(bigger), pointer(io.data), io.size % UInt)
        io.data = bigger
    end
    return nothing
end

function write(io::GenericIOBuffer{Memory{UInt8}}, b::UInt8)
    at = io.append ? io.size + 1 : io.ptr
    if (at > length(io.data)) | !io.writable
        _grow!(io, 1)
        at = io.append ? io.size + 1 : io.ptr
        at > length(io.data) && return 0
    end
    @inbounds io.data[at] = b
    io.size = max(io.size, at)
    io.append || (io.ptr = at + 1)
    return 1
end
function unsafe_write(io::GenericIOBuffer{Memory{UInt8}}, p::Ptr{UInt8}, n::UInt)
    count = n % Int
    at = io.append ? io.size + 1 : io.ptr
    if (at + count - 1 > length(io.data)) | !io.writable
        _grow!(io, count)
        at = io.append ? io.size + 1 : io.ptr
        count = min(count, length(io.data) - at + 1)
    end
    count > 0 && ccall(:memmove, Ptr{Cvoid}, (Ptr{Cvoid}, Ptr{Cvoid}, UInt), pointer(io.data, at), p, count % UInt)
    io.size = max(io.size, at + count - 1)
    io.append || (io.ptr = at + count)
    return count
end

# Makes data[ptr:size] nonempty; false at the end of the stream. A buffer has nothing behind what it holds.
@noinline _not_readable() = throw(ArgumentError("read failed, IOBuffer is not readable"))
_fill!(io::GenericIOBuffer) = io.readable ? false : _not_readable()
_check_readable(io::GenericIOBuffer) = io.readable ? nothing : _not_readable()

function seek(io::GenericIOBuffer, n::Integer)
    if !io.seekable
        ismarked(io) || throw(ArgumentError("seek failed, IOBuffer is not seekable and is not marked"))
        n == io.mark || throw(ArgumentError("seek failed, IOBuffer is not seekable and n != mark"))
    end
    io.ptr = min(max(0, Int(n)), io.size) + 1
    return io
end
seekstart(io::IO) = seek(io, 0)
function seekend(io::GenericIOBuffer)
    io.ptr = io.size + 1
    return io
end
function skip(io::GenericIOBuffer, n::Integer)
    io.ptr = clamp(io.ptr + Int(n), 1, io.size + 1)
    return io
end
function truncate(io::GenericIOBuffer, n::Integer)
    io.writable || throw(ArgumentError("truncate failed, IOBuffer is not writeable"))
    io.seekable || throw(ArgumentError("truncate failed, IOBuffer is not seekable"))
    n < 0 && throw(ArgumentError("truncate failed, n bytes must be ≥ 0, got $n"))
    if n > length(io.data)
        at = io.ptr
        io.ptr = length(io.data) + 1
        _grow!(io, Int(n) - length(io.data))
        io.ptr = at
    end
    while io.size < n
        io.size += 1
        io.data[io.size] = 0x00
    end
    io.size = Int(n)
    io.ptr = min(io.ptr, io.size + 1)
    return io
end

# The bytes written so far; the buffer is empty afterwards.
function take!(io::GenericIOBuffer)
    n = io.seekable ? io.size : io.size - io.ptr + 1
    from = io.seekable ? 1 : io.ptr
    v = Vector{UInt8}(undef, n)
    n > 0 && ccall(:memmove, Ptr{Cvoid}, (Ptr{Cvoid}, Ptr{Cvoid}, UInt), pointer(v), pointer(io.data, from), n % UInt)
    if io.writable
        io.ptr = 1
        io.size = 0
        io.mark = -1
    elseif io.seekable
        io.ptr = 1
        io.mark = -1
    end
    return v
end
# The same as a String without the copy in between.
function takestring!(io::GenericIOBuffer{Memory{UInt8}})
    n = io.size
    s = _string_n(n)
    n > 0 && ccall(:memmove, Ptr{Cvoid}, (Ptr{Cvoid}, Ptr{Cvoid}, UInt), pointer(s), pointer(io.data), n % UInt)
    io.ptr = 1
    io.size = 0
    return s
end

# ---- text through a buffer ----------------------------------------------------------------------------------------

# What f(io, args...) writes, as a String.
function sprint(f::Function, args...; context = nothing, sizehint::Integer = 0)
    io = IOBuffer()
    if context isa Tuple
        f(IOContext(io, context...), args...)
    elseif context !== nothing
        f(IOContext(io, context), args...)
    else
        f(io, args...)
    end
    return takestring!(io)
end
function print_to_string(xs...)
    io = IOBuffer()
    for x in xs
        print(io, x)
    end
    return takestring!(io)
end
string() = ""
string(s::String) = s
string(s::AbstractString) = s
string(s::SubString{String}) = String(s)
string(s::Symbol) = String(s)
string(xs...) = print_to_string(xs...)
function string(c::Char)
    io = IOBuffer()
    write(io, c)
    return takestring!(io)
end
function String(chars::AbstractVector{<:AbstractChar})
    io = IOBuffer()
    for c in chars
        print(io, c)
    end
    return takestring!(io)
end
string(a::String, b::String) = _string_concat(a, b)
function _string_concat(a::String, b::String)
    n, m = sizeof(a), sizeof(b)
    s = _string_n(n + m)
    ccall(:memmove, Ptr{Cvoid}, (Ptr{Cvoid}, Ptr{Cvoid}, UInt), pointer(s), pointer(a), n % UInt)
    ccall(:memmove, Ptr{Cvoid}, (Ptr{Cvoid}, Ptr{Cvoid}, UInt), pointer(s) + n, pointer(b), m % UInt)
    return s
end
*(s1::Union{AbstractChar, AbstractString}, ss::Union{AbstractChar, AbstractString}...) = string(s1, ss...)
*(a::String, b::String) = _string_concat(a, b)
