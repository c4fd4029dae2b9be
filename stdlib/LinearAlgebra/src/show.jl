# How factorizations print.

_failed(io, F) = print(io, "Failed factorization of type ", typeof(F))

function show(io::IO, mime::MIME"text/plain", F::LU)
    issuccess(F; allowsingular=true) || return _failed(io, F)
    summary(io, F)
    println(io)
    println(io, "L factor:")
    show(io, mime, F.L)
    println(io, issuccess(F) ? "\nU factor:" : "\nU factor (rank-deficient):")
    show(io, mime, F.U)
end
function show(io::IO, mime::MIME"text/plain", F::Union{QR,QRCompactWY,QRPivoted})
    summary(io, F)
    println(io)
    print(io, "Q factor: ")
    show(io, mime, F.Q)
    println(io, "\nR factor:")
    show(io, mime, F.R)
    if F isa QRPivoted
        println(io, "\npermutation:")
        show(io, mime, F.p)
    end
end
function show(io::IO, mime::MIME"text/plain", F::LQ)
    summary(io, F)
    println(io)
    println(io, "L factor:")
    show(io, mime, F.L)
    print(io, "\nQ factor: ")
    show(io, mime, F.Q)
end
function show(io::IO, mime::MIME"text/plain", C::Cholesky)
    issuccess(C) || return _failed(io, C)
    summary(io, C)
    println(io)
    println(io, C.uplo, " factor:")
    show(io, mime, C.UL)
end
function show(io::IO, mime::MIME"text/plain", C::CholeskyPivoted)
    summary(io, C)
    println(io)
    println(io, C.uplo, " factor with rank ", C.rank, ":")
    show(io, mime, C.uplo == 'U' ? C.U : C.L)
    println(io, "\npermutation:")
    show(io, mime, C.p)
end
function show(io::IO, mime::MIME"text/plain", S::LDLt)
    issuccess(S) || return _failed(io, S)
    summary(io, S)
    println(io)
    println(io, "L factor:")
    show(io, mime, S.L)
    println(io, "\nD factor:")
    show(io, mime, S.D)
end
function show(io::IO, mime::MIME"text/plain", B::BunchKaufman)
    issuccess(B) || return _failed(io, B)
    summary(io, B)
    println(io)
    println(io, "D factor:")
    show(io, mime, B.D)
    println(io, "\n", B.uplo, " factor:")
    show(io, mime, B.uplo == 'L' ? B.L : B.U)
    println(io, "\npermutation:")
    show(io, mime, B.p)
end
function show(io::IO, mime::MIME"text/plain", F::Hessenberg)
    summary(io, F)
    println(io)
    iszero(F.μ) || print(io, "\nwith shift μI for μ = ", F.μ)
    print(io, "Q factor: ")
    show(io, mime, F.Q)
    println(io, "\nH factor:")
    show(io, mime, F.H)
end
# A factorization part by part, each under its name.
function _show_parts(io::IO, mime, F, parts::Pair{String,Symbol}...)
    summary(io, F)
    for (name, part) in parts
        println(io, '\n', name, ':')
        show(io, mime, getproperty(F, part))
    end
end
show(io::IO, mime::MIME"text/plain", F::Schur) =
    _show_parts(io, mime, F, "T factor" => :T, "Z factor" => :Z, "eigenvalues" => :values)
show(io::IO, mime::MIME"text/plain", F::Union{Eigen,GeneralizedEigen}) =
    _show_parts(io, mime, F, "values" => :values, "vectors" => :vectors)
show(io::IO, mime::MIME"text/plain", F::SVD) =
    _show_parts(io, mime, F, "U factor" => :U, "singular values" => :S, "Vt factor" => :Vt)
