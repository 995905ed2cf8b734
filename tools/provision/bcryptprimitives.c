/*
 * Rust's std takes its random numbers on Windows from ProcessPrng, which Windows 10 has and Wine 8 lacks (it came with
 * Wine 9.0). RtlGenRandom is what std called before.
 */
#include <windows.h>
#include <ntsecapi.h>

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T length)
{
    return RtlGenRandom(data, (ULONG)length);
}
