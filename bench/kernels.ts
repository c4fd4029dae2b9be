/** The kernels of `npm run bench` written by hand in TypeScript: the same algorithms as in kernels.jl. */

function fib(n: number): number {
  return n < 2 ? n : fib(n - 1) + fib(n - 2)
}

function mandelbrot(size: number): number {
  let inside = 0
  for (let py = 0; py < size; py++) {
    for (let px = 0; px < size; px++) {
      const cx = (3 * px) / size - 2.25
      const cy = (3 * py) / size - 1.5
      let x = 0
      let y = 0
      let i = 0
      while (i < 100 && x * x + y * y <= 4) {
        const next = x * x - y * y + cx
        y = 2 * x * y + cy
        x = next
        i++
      }
      if (i === 100) inside++
    }
  }
  return inside
}

function sieve(n: number): number {
  const prime = new Uint8Array(n + 1).fill(1)
  prime[0] = 0
  prime[1] = 0
  for (let i = 2; i * i <= n; i++) {
    if (prime[i] === 1) for (let j = i * i; j <= n; j += i) prime[j] = 0
  }
  let count = 0
  for (const p of prime) count += p
  return count
}

function numbers(n: number): Float64Array {
  const out = new Float64Array(n)
  let state = 42
  for (let i = 0; i < n; i++) {
    state = (state * 16807) % 2147483647
    out[i] = state / 2147483647
  }
  return out
}

function quicksort(a: Float64Array, from: number, to: number): void {
  let lo = from
  let hi = to
  while (lo < hi) {
    const pivot = a[(lo + hi) >>> 1]
    let i = lo
    let j = hi
    while (i <= j) {
      while (a[i] < pivot) i++
      while (a[j] > pivot) j--
      if (i <= j) {
        const x = a[i]
        a[i] = a[j]
        a[j] = x
        i++
        j--
      }
    }
    if (j - lo < hi - i) {
      quicksort(a, lo, j)
      lo = i
    } else {
      quicksort(a, i, hi)
      hi = j
    }
  }
}

function sorted(n: number): number {
  const a = numbers(n)
  quicksort(a, 0, n - 1)
  return a[(n >> 1) - 1]
}

function matmul(n: number): number {
  const a = numbers(n * n)
  const b = numbers(n * n)
  const c = new Float64Array(n * n)
  for (let j = 0; j < n; j++) {
    for (let k = 0; k < n; k++) {
      const x = b[k + j * n]
      for (let i = 0; i < n; i++) c[i + j * n] += a[i + k * n] * x
    }
  }
  return c[n * n - 1]
}

const million = numbers(1_000_000)

function floatSum(): number {
  let s = 0
  for (let i = 0; i < million.length; i++) s += million[i]
  return s
}

function counting(n: number): number {
  const counts = new Map<number, number>()
  let state = 42
  for (let i = 0; i < n; i++) {
    state = (state * 16807) % 2147483647
    const key = state % 1000
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return Math.max(...counts.values())
}

export interface Kernel {
  readonly name: string
  run(): number
}

export const kernels: readonly Kernel[] = [
  { name: 'fib', run: () => fib(30) },
  { name: 'mandelbrot', run: () => mandelbrot(200) },
  { name: 'sieve', run: () => sieve(1_000_000) },
  { name: 'quicksort', run: () => sorted(200_000) },
  { name: 'matmul', run: () => matmul(160) },
  { name: 'float sum', run: floatSum },
  { name: 'counting', run: () => counting(500_000) },
]

/** Best time of several runs after two to warm up, in seconds, and what the kernel gave. */
export function best(kernel: Kernel): { seconds: number; result: number } {
  kernel.run()
  let result = kernel.run()
  let seconds = Number.POSITIVE_INFINITY
  for (let i = 0; i < 5; i++) {
    const start = performance.now()
    result = kernel.run()
    seconds = Math.min(seconds, (performance.now() - start) / 1000)
  }
  return { seconds, result }
}
