/** The only place with native calls, raw memory access and process look-ups; not exported. */
package io.tandem.ipc.os;
