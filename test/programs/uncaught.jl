# exit code 1
println("before")
f(x) = error("problem with $x")
f(3)
println("never")
