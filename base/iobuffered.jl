# Streams that read ahead into memory: what stands in `data[ptr:size]` has come but is not taken yet, and `_fill!` gets
# more when there is none. Lines and long reads go through the memory in runs instead of byte by byte.

# A file. While bytes wait to be written they stand in `data[1:pending]`, and nothing is read ahead.
mutable struct IOStream <: IO
    fd::Int
    name::String
    data::Memory{UInt8}
    ptr::Int
    size::Int
    pending::Int
    # place in the file of data[1]
    offset::Int
    readable::Bool
    writable::Bool
    append::Bool
    seekable::Bool
    mark::Int
    IOStream(name::AbstractString, fd::Int, readable::Bool, writable::Bool, append::Bool, seekable::Bool) =
        new(fd, String(name), Memory{UInt8}(undef, 0), 1, 0, 0, 0, readable, writable, append, seekable, -1)
end
show(io::IO, s::IOStream) = print(io, "IOStream(", s.name, ")")

const BufferedIO = Union{GenericIOBuffer, IOStream, PipeEndpoint, TTY}
const _file_buffer_size = 1 << 15

_room!(s::Union{IOStream, StandardStream}) =
    length(s.data) == 0 ? (s.data = Memory{UInt8}(undef, _file_buffer_size); nothing) : nothing

_check_readable(s::StandardStream) = s.isopen ? nothing : throw(IOError("stream is closed or unusable", 0))
function _fill!(s::StandardStream)
    _check_readable(s)
    s.ateof && return false
    _room!(s)
    n = _read_later(s.fd, s.data)
    n < 0 && uv_error("read", n)
    s.ptr = 1
    s.size = n
    # a terminal may go on after its end of file
    s.ateof = n == 0 && s isa PipeEndpoint
    return n > 0
end

function _check_readable(s::IOStream)
    s.readable && s.fd >= 0 && return nothing
    throw(ArgumentError("read failed, IOStream is not readable"))
end
function _fill!(s::IOStream)
    _check_readable(s)
    flush(s)
    _room!(s)
    s.offset += s.ptr - 1
    s.ptr = 1
    s.size = 0
    data = s.data
    n = GC.@preserve data ccall(:jl_fd_pread, Int, (Int, Ptr{UInt8}, Int, Int), s.fd, pointer(data), length(data),
                                s.seekable ? s.offset : -1)
    n < 0 && systemerror(string("read ", s.name), -n % Int32)
    s.size = n
    return n > 0
end

# ---- reading through the memory -------------------------------------------------------------------------------------

bytesavailable(s::BufferedIO) = s.size - s.ptr + 1
eof(s::BufferedIO) = s.ptr > s.size && !_fill!(s)
eof(s::GenericIOBuffer) = s.ptr > s.size
function read(s::BufferedIO, ::Type{UInt8})
    if s.ptr > s.size
        _fill!(s) || throw(EOFError())
    elseif s isa GenericIOBuffer
        _check_readable(s)
    end
    b = @inbounds s.data[s.ptr]
    s.ptr += 1
    return b
end
function peek(s::BufferedIO, ::Type{UInt8})
    s.ptr > s.size && (_fill!(s) || throw(EOFError()))
    s isa GenericIOBuffer && _check_readable(s)
    return @inbounds s.data[s.ptr]
end
# Takes what is there, at most n bytes, to p; 0 only at the end.
function _take_some(s::BufferedIO, p::Ptr{UInt8}, n::Int)
    s.ptr > s.size && (_fill!(s) || return 0)
    count = min(n, s.size - s.ptr + 1)
    data = s.data
    GC.@preserve data ccall(:memmove, Ptr{Cvoid}, (Ptr{Cvoid}, Ptr{Cvoid}, UInt), p, pointer(data, s.ptr), count % UInt)
    s.ptr += count
    return count
end
function unsafe_read(s::BufferedIO, p::Ptr{UInt8}, n::UInt)
    _check_readable(s)
    left = n % Int
    while left > 0
        k = _take_some(s, p, left)
        k == 0 && throw(EOFError())
        p += k
        left -= k
    end
    return nothing
end
function _read_up_to!(s::BufferedIO, out::Vector{UInt8}, n::Int)
    have = 0
    while have < n
        s.ptr > s.size && (_fill!(s) || break)
        count = min(n - have, s.size - s.ptr + 1)
        have + count > length(out) && resize!(out, min(n, max(have + count, 2 * length(out))))
        have += GC.@preserve out _take_some(s, pointer(out) + have, count)
    end
    return have
end
function read(s::BufferedIO, nb::Integer = typemax(Int))
    _check_readable(s)
    out = Vector{UInt8}(undef, min(Int(nb), max(s.size - s.ptr + 1, _expected(s))))
    return resize!(out, _read_up_to!(s, out, Int(nb)))
end
_expected(s::BufferedIO) = 0
_expected(s::IOStream) = s.seekable ? max(0, filesize(s) - position(s)) : 0
function readbytes!(s::BufferedIO, b::Vector{UInt8}, nb = length(b))
    _check_readable(s)
    asked = length(b)
    have = _read_up_to!(s, b, Int(nb))
    length(b) > asked && length(b) > have && resize!(b, max(asked, have))
    return have
end
function readavailable(s::BufferedIO)
    s.ptr > s.size && _fill!(s)
    n = s.size - s.ptr + 1
    out = Vector{UInt8}(undef, n)
    n > 0 && GC.@preserve out _take_some(s, pointer(out), n)
    return out
end

# Bytes up to the next `delim` and it, if it is among what is there: how many, and whether it was found.
function _run_to(s::BufferedIO, delim::UInt8)
    n = s.size - s.ptr + 1
    data = s.data
    at = GC.@preserve data ccall(:jl_memchr, Int, (Ptr{UInt8}, UInt8, Int), pointer(data, s.ptr), delim, n)
    return at < 0 ? (n, false) : (at + 1, true)
end
function _copy_run!(out::IO, s::BufferedIO, n::Int)
    data = s.data
    n > 0 && GC.@preserve data unsafe_write(out, pointer(data, s.ptr), n % UInt)
    return nothing
end
function copyuntil(out::IO, s::BufferedIO, delim::UInt8; keep::Bool = false)
    _check_readable(s)
    while s.ptr <= s.size || _fill!(s)
        n, found = _run_to(s, delim)
        _copy_run!(out, s, found && !keep ? n - 1 : n)
        s.ptr += n
        found && break
    end
    return out
end
function copyline(out::IO, s::BufferedIO; keep::Bool = false)
    _check_readable(s)
    # a carriage return at the end of one run may belong to a line's end in the next
    held = false
    while s.ptr <= s.size || _fill!(s)
        n, found = _run_to(s, 0x0a)
        last = found ? n - 1 : n
        if held
            found && last == 0 && !keep || write(out, 0x0d)
            held = false
        end
        if last > 0 && !keep && @inbounds(s.data[s.ptr + last - 1]) === 0x0d
            last -= 1
            held = !found
        end
        _copy_run!(out, s, found && keep ? n : last)
        s.ptr += n
        found && return out
    end
    held && write(out, 0x0d)
    return out
end
function countlines(s::BufferedIO; eol::AbstractChar = '\n')
    isascii(eol) || throw(ArgumentError("only ASCII line terminators are supported"))
    _check_readable(s)
    n = 0
    found = true
    while s.ptr <= s.size || _fill!(s)
        k, found = _run_to(s, UInt8(eol))
        s.ptr += k
        n += found
    end
    return n + !found
end

function show(io::IO, b::GenericIOBuffer)
    print(io, "IOBuffer(data=UInt8[...], readable=", b.readable, ", writable=", b.writable, ", seekable=", b.seekable,
          ", append=", b.append, ", size=", b.size, ", maxsize=", b.maxsize == typemax(Int) ? "Inf" : b.maxsize,
          ", ptr=", b.ptr, ", mark=", b.mark, ")")
end

# ---- files ----------------------------------------------------------------------------------------------------------

# Streams with bytes that wait to be written: they are flushed when the process ends.
const _unflushed = IOStream[]
function _forget_unflushed(s::IOStream)
    for i in length(_unflushed):-1:1
        if _unflushed[i] === s
            deleteat!(_unflushed, i)
            break
        end
    end
    return nothing
end
function _flush_files()
    while !isempty(_unflushed)
        flush(_unflushed[end])
    end
end

const _O_READ = 1
const _O_WRITE = 2
const _O_CREATE = 4
const _O_TRUNCATE = 8
const _O_APPEND = 16
const _O_EXCLUSIVE = 32
function open(name::AbstractString; lock::Bool = true, keywords...)
    flags = open_flags(; keywords...)
    bits = _O_READ * flags.read | _O_WRITE * flags.write | _O_CREATE * flags.create | _O_TRUNCATE * flags.truncate |
        _O_APPEND * flags.append
    fd = ccall(:jl_fd_open, Int, (Any, Int32, Int32), _system_path(name), bits % Int32, 0o666 % Int32)
    fd < 0 && systemerror(string("opening file ", repr(name)), -fd % Int32)
    return _stream_of(string("<file ", name, ">"), fd, flags)
end
function _stream_of(name::String, fd::Int, flags)
    st = _fd_status(fd)
    if st.mode & 0xf000 == 0x4000
        ccall(:jl_fd_close, Int, (Int,), fd)
        systemerror(string("opening file ", repr(chop(name; head = 6))), Int32(21))
    end
    regular = st.mode & 0xf000 == 0x8000
    s = IOStream(name, fd, flags.read, flags.write, flags.append, regular)
    flags.append && regular && (s.offset = Int(st.size))
    return s
end
function open(name::AbstractString, mode::AbstractString; lock::Bool = true)
    m = mode == "r" ? (read = true,) :
        mode == "r+" ? (read = true, write = true) :
        mode == "w" ? (truncate = true,) :
        mode == "w+" ? (truncate = true, read = true) :
        mode == "a" ? (append = true,) :
        mode == "a+" ? (append = true, read = true) :
        throw(ArgumentError("invalid open mode: $mode"))
    return open(name; lock, m...)
end
fdio(name::AbstractString, fd::Integer, own::Bool = false) =
    _stream_of(String(name), Int(fd), (read = true, write = true, append = false))
fdio(fd::Integer, own::Bool = false) = fdio(string("<fd ", fd, ">"), fd, own)

isopen(s::IOStream) = s.fd >= 0
isreadable(s::IOStream) = isopen(s) && s.readable
iswritable(s::IOStream) = isopen(s) && s.writable
isreadonly(s::IO) = isreadable(s) && !iswritable(s)
fd(s::IOStream) = RawFD(s.fd)
position(s::IOStream) = (_check_fd(s); s.offset + s.pending + s.ptr - 1)
_check_fd(s::IOStream) = s.fd >= 0 ? nothing : throw(SystemError("seek", 9))

function close(s::IOStream)
    s.fd < 0 && return nothing
    flush(s)
    r = ccall(:jl_fd_close, Int, (Int,), s.fd)
    s.fd = -1
    s.ptr = 1
    s.size = 0
    s.data = Memory{UInt8}(undef, 0)
    systemerror("close", r < 0)
    return nothing
end
function flush(s::IOStream)
    n = s.pending
    n == 0 && return nothing
    s.pending = 0
    _forget_unflushed(s)
    data = s.data
    GC.@preserve data _write_through(s, pointer(data), n)
    return nothing
end
# Writes n bytes at the place where the stream stands.
function _write_through(s::IOStream, p::Ptr{UInt8}, n::Int)
    r = ccall(:jl_fd_pwrite, Int, (Int, Ptr{UInt8}, Int, Int), s.fd, p, n, s.seekable && !s.append ? s.offset : -1)
    r < 0 && systemerror("write", -r % Int32)
    s.offset = s.append && s.seekable ? Int(_fd_status(s.fd).size) : s.offset + n
    return nothing
end
# Before writing: what was read ahead goes, the place stays.
function _begin_write(s::IOStream)
    (s.fd >= 0 && s.writable) || throw(ArgumentError("write failed, IOStream is not writeable"))
    if s.size > 0
        s.offset += s.ptr - 1
        s.size = 0
        s.ptr = 1
    end
    _room!(s)
    return nothing
end
function write(s::IOStream, b::UInt8)
    _begin_write(s)
    s.pending == length(s.data) && flush(s)
    s.pending == 0 && push!(_unflushed, s)
    s.pending += 1
    @inbounds s.data[s.pending] = b
    return 1
end
function unsafe_write(s::IOStream, p::Ptr{UInt8}, n::UInt)
    _begin_write(s)
    count = n % Int
    count == 0 && return 0
    s.pending + count > length(s.data) && flush(s)
    if count > length(s.data)
        _write_through(s, p, count)
        return count
    end
    s.pending == 0 && push!(_unflushed, s)
    data = s.data
    GC.@preserve data ccall(:memmove, Ptr{Cvoid}, (Ptr{Cvoid}, Ptr{Cvoid}, UInt), pointer(data, s.pending + 1), p, n)
    s.pending += count
    return count
end

function seek(s::IOStream, n::Integer)
    _check_fd(s)
    n < 0 && throw(SystemError("seek", 22))
    s.seekable || throw(SystemError("seek", 29))
    flush(s)
    if s.offset <= n <= s.offset + s.size
        s.ptr = Int(n) - s.offset + 1
    else
        s.offset = Int(n)
        s.ptr = 1
        s.size = 0
    end
    return s
end
seekend(s::IOStream) = seek(s, filesize(s))
skip(s::IOStream, n::Integer) = seek(s, position(s) + Int(n))
function filesize(s::IOStream)
    flush(s)
    return Int(_fd_status(s.fd).size)
end
function truncate(s::IOStream, n::Integer)
    at = position(s)
    flush(s)
    r = ccall(:jl_fd_truncate, Int, (Int, Int), s.fd, n)
    r < 0 && systemerror("ftruncate", -r % Int32)
    # what was read ahead may be gone
    s.offset = at
    s.ptr = 1
    s.size = 0
    return s
end
# of a closed file nothing is left
read(s::IOStream, ::Type{String}) = isopen(s) ? String(read(s)) : ""
lock(f, s::IO) = f()
