# Streams: what every IO offers, in terms of writing and reading one byte or a run of bytes in memory.

# A stream under the host's descriptor: 0, 1, 2 and what pipes give. Output is collected by the host and goes out when
# a line to the error stream, a wait, or the end of the process comes.
abstract type LibuvStream <: IO end
mutable struct PipeEndpoint <: LibuvStream
    fd::Int
    isopen::Bool
    # bytes read ahead: data[ptr:size]
    data::Memory{UInt8}
    ptr::Int
    size::Int
    ateof::Bool
    PipeEndpoint(fd::Int) = new(fd, true, Memory{UInt8}(undef, 0), 1, 0, false)
end
mutable struct TTY <: LibuvStream
    fd::Int
    isopen::Bool
    data::Memory{UInt8}
    ptr::Int
    size::Int
    ateof::Bool
    TTY(fd::Int) = new(fd, true, Memory{UInt8}(undef, 0), 1, 0, false)
end
const StandardStream = Union{PipeEndpoint, TTY}

function _standard_stream(fd::Int)
    return ccall(:jl_fd_isatty, Bool, (Int,), fd) ? TTY(fd) : PipeEndpoint(fd)
end

struct DevNull <: IO end
const devnull = DevNull()
write(::DevNull, ::UInt8) = 1
unsafe_write(::DevNull, ::Ptr{UInt8}, n::UInt) = n % Int
isopen(::DevNull) = true
iswritable(::DevNull) = true
isreadable(::DevNull) = true
close(::DevNull) = nothing
flush(::DevNull) = nothing
eof(::DevNull) = true
read(::DevNull, ::Type{UInt8}) = throw(EOFError())
bytesavailable(::DevNull) = 0

global stdin::IO = devnull
global stdout::IO = devnull
global stderr::IO = devnull

# Opens the standard streams; every process does it when it starts.
function reinit_stdio()
    global stdin = _standard_stream(0)
    global stdout = _standard_stream(1)
    global stderr = _standard_stream(2)
    return nothing
end

_check_open(s::StandardStream) = s.isopen ? nothing : throw(ArgumentError("stream is closed or unusable"))
function unsafe_write(s::StandardStream, p::Ptr{UInt8}, n::UInt)
    _check_open(s)
    return ccall(:jl_fd_write, Int, (Int, Ptr{UInt8}, UInt), s.fd, p, n)
end
function write(s::StandardStream, b::UInt8)
    _check_open(s)
    return ccall(:jl_fd_write_byte, Int, (Int, UInt8), s.fd, b)
end
flush(s::StandardStream) = (ccall(:jl_fd_flush, Cvoid, (Int,), s.fd); nothing)
isopen(s::StandardStream) = s.isopen
close(s::StandardStream) = (flush(s); s.isopen = false; nothing)
iswritable(s::StandardStream) = s.isopen && s.fd != 0
isreadable(s::StandardStream) = s.isopen && s.fd == 0
fd(s::StandardStream) = RawFD(s.fd)

# A descriptor as a value.
primitive type RawFD 32 end
RawFD(fd::Integer) = bitcast(RawFD, Int32(fd))
RawFD(fd::RawFD) = fd
Int32(fd::RawFD) = bitcast(Int32, fd)
cconvert(::Type{Int32}, fd::RawFD) = bitcast(Int32, fd)

# ---- writing ------------------------------------------------------------------------------------------------------

function unsafe_write(io::IO, p::Ptr, n::Integer)
    return unsafe_write(io, convert(Ptr{UInt8}, p), convert(UInt, n))
end
function unsafe_write(io::IO, p::Ptr{UInt8}, n::UInt)
    i = 1
    while i <= n
        write(io, pointerref(p, i, 1))
        i += 1
    end
    return n % Int
end

write(io::IO, x) = throw(MethodError(write, (io, x)))
function write(io::IO, x, xs...)
    written = write(io, x)::Int
    for y in xs
        written += write(io, y)
    end
    return written
end
write(io::IO, s::String) = unsafe_write(io, pointer(s), sizeof(s) % UInt)
write(io::IO, s::SubString{String}) = unsafe_write(io, pointer(s), sizeof(s) % UInt)
function write(io::IO, s::AbstractString)
    n = 0
    for c in s
        n += write(io, c)
    end
    return n
end
write(io::IO, s::Symbol) = write(io, String(s))
function write(io::IO, c::Char)
    u = bswap_int(bitcast(UInt32, c))
    n = 1
    while true
        write(io, trunc_int(UInt8, u))
        u = lshr_int(u, 0x08)
        u === 0x00000000 && return n
        n += 1
    end
end
write(io::IO, c::AbstractChar) = write(io, Char(c))
write(io::IO, x::Bool) = write(io, UInt8(x))
write(io::IO, x::Int8) = write(io, bitcast(UInt8, x))
function _write_bits(io::IO, x::T) where {T}
    r = Ref{T}(x)
    GC.@preserve r return unsafe_write(io, bitcast(Ptr{UInt8}, pointer_from_objref(r)), sizeof(T) % UInt)
end
write(io::IO, x::Union{Int16, UInt16, Int32, UInt32, Int64, UInt64, Int128, UInt128, Float16, Float32, Float64}) =
    _write_bits(io, x)
function write(io::IO, a::Array)
    if isbitstype(eltype(a))
        return GC.@preserve a unsafe_write(io, bitcast(Ptr{UInt8}, pointer(a)), (sizeof(eltype(a)) * length(a)) % UInt)
    end
    n = 0
    for x in a
        n += write(io, x)
    end
    return n
end
function write(io::IO, a::AbstractArray)
    n = 0
    for x in a
        n += write(io, x)
    end
    return n
end
write(io::IO, x::CodeUnits{UInt8}) = write(io, x.s)

lock(::IO) = nothing
unlock(::IO) = nothing
flush(io::IO) = nothing
isopen(io::IO) = true
iswritable(io::IO) = isopen(io)
isreadable(io::IO) = isopen(io)
islocked(io::IO) = false

# ---- printing -----------------------------------------------------------------------------------------------------

print(x) = print(stdout, x)
print(x1, x2) = print(stdout, x1, x2)
print(xs...) = print(stdout, xs...)
function print(io::IO, x)
    show(io, x)
    return nothing
end
function print(io::IO, x1, x2)
    print(io, x1)
    print(io, x2)
    return nothing
end
function print(io::IO, xs...)
    for x in xs
        print(io, x)
    end
    return nothing
end
print(io::IO, s::String) = (write(io, s); nothing)
print(io::IO, s::AbstractString) = (for c in s; print(io, c); end; nothing)
print(io::IO, s::SubString{String}) = (write(io, s); nothing)
print(io::IO, c::Char) = (write(io, c); nothing)
print(io::IO, c::AbstractChar) = (write(io, c); nothing)
print(io::IO, s::Symbol) = (write(io, String(s)); nothing)
print(io::IO) = nothing

println(io::IO, xs...) = print(io, xs..., '\n')
println(io::IO) = print(io, '\n')
println(xs...) = println(stdout, xs...)
println() = print(stdout, '\n')

# ---- streams that stand for others ------------------------------------------------------------------------------------

abstract type AbstractPipe <: IO end

# The streams that reading from it and writing to it go to.
function pipe_reader end
function pipe_writer end
for f in (:eof, :bytesavailable, :isreadable, :readavailable)
    @eval $f(io::AbstractPipe) = $f(pipe_reader(io)::IO)
end
read(io::AbstractPipe, ::Type{UInt8}) = read(pipe_reader(io)::IO, UInt8)
unsafe_read(io::AbstractPipe, p::Ptr{UInt8}, n::UInt) = unsafe_read(pipe_reader(io)::IO, p, n)
for f in (:flush, :iswritable, :closewrite)
    @eval $f(io::AbstractPipe) = $f(pipe_writer(io)::IO)
end
write(io::AbstractPipe, b::UInt8) = write(pipe_writer(io)::IO, b)
unsafe_write(io::AbstractPipe, p::Ptr{UInt8}, n::UInt) = unsafe_write(pipe_writer(io)::IO, p, n)
isopen(io::AbstractPipe) = isopen(pipe_writer(io)::IO) || isopen(pipe_reader(io)::IO)
close(io::AbstractPipe) = (close(pipe_writer(io)::IO); close(pipe_reader(io)::IO))

# ---- context ------------------------------------------------------------------------------------------------------

# An IO with properties for show methods (`:compact`, `:limit`, `:color`, `:typeinfo`, `:module`, …).
struct IOContext{IO_t <: IO} <: AbstractPipe
    io::IO_t
    dict::ImmutableDict{Symbol, Any}
    IOContext{IO_t}(io::IO_t, dict::ImmutableDict{Symbol, Any}) where {IO_t <: IO} = new{IO_t}(io, dict)
end
IOContext(io::IO, dict::ImmutableDict{Symbol, Any}) = IOContext{typeof(unwrap_context(io)[1])}(unwrap_context(io)[1], dict)
IOContext(io::IOContext, dict::ImmutableDict{Symbol, Any}) = typeof(io)(io.io, dict)
IOContext(io::IO) = IOContext(io, ImmutableDict{Symbol, Any}())
IOContext(io::IOContext) = io
IOContext(io::IO, KV::Pair) = IOContext(io, ImmutableDict{Symbol, Any}(unwrap_context(io)[2], KV[1], KV[2]))
IOContext(io::IO, context::IO) = IOContext(unwrap_context(io)[1], unwrap_context(context)[2])
IOContext(io::IO, kv1::Pair, kv2::Pair, rest::Pair...) = IOContext(IOContext(io, kv1), kv2, rest...)
unwrap_context(io::IO) = io, ImmutableDict{Symbol, Any}()
unwrap_context(io::IOContext) = io.io, io.dict

get(io::IO, key, default) = default
get(io::IOContext, key, default) = get(io.dict, key, default)
haskey(io::IO, key) = false
haskey(io::IOContext, key) = haskey(io.dict, key)
in(kv::Pair, io::IOContext) = in(kv, io.dict, ===)
in(kv::Pair, io::IO) = false
getindex(io::IOContext, key) = getindex(io.dict, key)
getindex(io::IO, key) = throw(KeyError(key))
keys(io::IOContext) = keys(io.dict)

pipe_reader(io::IOContext) = io.io
pipe_writer(io::IOContext) = io.io
close(io::IOContext) = close(io.io)
isopen(io::IOContext) = isopen(io.io)
lock(io::IOContext) = lock(io.io)
unlock(io::IOContext) = unlock(io.io)
position(io::IOContext) = position(io.io)
displaysize(io::IOContext) = haskey(io, :displaysize) ? io[:displaysize]::Tuple{Int, Int} : displaysize(io.io)
displaysize(io::IO) = displaysize()
displaysize() = (24, 80)
