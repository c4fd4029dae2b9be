# Randomness of the machine.
struct RandomDevice <: AbstractRNG
    unlimited::Bool
    RandomDevice(; unlimited::Bool = true) = new(unlimited)
end
RandomDevice(::Nothing) = RandomDevice()
seed!(rng::RandomDevice) = rng
rng_native_52(::RandomDevice) = UInt64
show(io::IO, rd::RandomDevice) = print(io, RandomDevice, rd.unlimited ? "()" : "(unlimited=false)")
function _entropy!(a::Array)
    GC.@preserve a ccall(:jl_random_bytes, Cvoid, (Ptr{UInt8}, Int), Ptr{UInt8}(pointer(a)), sizeof(a))
    return a
end
rand(rd::RandomDevice, ::SamplerType{Bool}) = _entropy!(Vector{UInt8}(undef, 1))[1] % Bool
for T in (Int8, UInt8, Int16, UInt16, Int32, UInt32, Int64, UInt64, Int128, UInt128)
    @eval rand(rd::RandomDevice, ::SamplerType{$T}) = _entropy!(Vector{$T}(undef, 1))[1]
    @eval rand!(rd::RandomDevice, A::Array{$T}, ::SamplerType{$T}) = _entropy!(A)
end
