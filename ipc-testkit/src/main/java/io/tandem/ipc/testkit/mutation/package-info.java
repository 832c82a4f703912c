/**
 * Takes the protections of a protocol away, one at a time, and sees to it that a test notices.
 *
 * <p>{@link io.tandem.ipc.testkit.mutation.MutationPage} explains how.
 */
package io.tandem.ipc.testkit.mutation;
