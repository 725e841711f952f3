/* SPDX-License-Identifier: Apache-2.0 */
/* fault_point - places where a test build can be made to fail.
 *
 * FAULT_POINT("name") is 0 and costs nothing unless the program was built with
 * SAMBAND_FAULT_POINTS. In such a build the environment variable SAMBAND_FAULT names one point
 * and what happens there: "name:kill" ends the process with SIGKILL, "name:yes" makes the
 * expression 1, so that the code after it can misbehave on purpose; "name:stop" sends SIGSTOP. With
 * ":N" behind, "name:kill:3", only the Nth pass does.
 */
#ifndef BASE_FAULT_POINT_H
#define BASE_FAULT_POINT_H

#ifdef SAMBAND_FAULT_POINTS
int fault_point(const char *name);
#define FAULT_POINT(name) fault_point(name)
#else
#define FAULT_POINT(name) 0
#endif

#endif
