# also without the system image
println(7 ÷ 2, " ", 7 % 2, " ", -7 ÷ 2, " ", -7 % 2, " ", fld(-7, 2), " ", mod(-7, 2), " ", cld(7, 2))
println(2^10, " ", 2.0^-1, " ", (-2)^3, " ", 10^0)
println(typemax(Int64), " ", typemin(Int64), " ", typemax(Int64) + 1 == typemin(Int64))
println(Int8(127) + Int8(1), " ", typeof(Int8(1) + 1), " ", UInt8(200) + UInt8(100))
println(0x1f, " ", 0b101, " ", 0o17, " ", typeof(0x1f), " ", typeof(0x0123))
println(1 / 3, " ", 1.0, " ", 1e10, " ", 1e-5, " ", 123456789.0, " ", 1.0e22, " ", Float32(0.1))
println(divrem(17, 5), " ", gcd(12, 18), " ", lcm(4, 6), " ", factorial(10))
println(1 // 2 + 1 // 3, " ", 3 // 6, " ", (1 + 2im) * (3 - im), " ", abs(3 + 4im))
println(round(2.5), " ", round(3.5), " ", round(-2.5), " ", round(Int, 2.7), " ", floor(-1.5), " ", ceil(1.2), " ", trunc(-1.7))
println(1 < 2 <= 2 != 3, " ", xor(true, false), " ", 5 & 3, " ", 5 | 3, " ", 5 ⊻ 3, " ", ~5, " ", 1 << 4, " ", -16 >> 2, " ", -1 >>> 60)
println(NaN == NaN, " ", isnan(NaN), " ", Inf - Inf, " ", -0.0 === 0.0, " ", -0.0 == 0.0, " ", 1 / 0, " ", -1 / 0)
try
    div(1, 0)
catch e
    println(typeof(e))
end
println(big(2)^100, " ", typeof(big(1)), " ", string(255, base = 16), " ", parse(Int, "ff", base = 16))
