# Elementary functions to the last bit, near and far from zero.
println(tan(4.0), " ", cos(1000.0), " ", tan(1.0e22), " ", tan(1.0e10), " ", sin(1.0e22))
println(sinh(0.54), " ", sinh(1.2), " ", cosh(19.0), " ", tanh(0.54), " ", cosh(710.4))
z = 3.0 + 4.0im
println(sin(z), " ", cos(z), " ", tan(z), " ", tanh(z))
println(z^(1 + 2im))
println(muladd(1 + 2.0^-30, 1 + 2.0^-30, -(1 + 2.0^-29)) == 2.0^-60, " ", fma(1 + 2.0^-30, 1 + 2.0^-30, -(1 + 2.0^-29)) == 2.0^-60)
println(sinc(0), " ", sinc(1), " ", cosc(0), " ", sign(0im))
println(0x05 + Int8(-1))
