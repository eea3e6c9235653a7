OPENQASM 3.0;
include "stdgates.inc";

// Two layers of RY and controlled RZ on a ring of four, read by Z of each qubit.
qubit[4] q;
bit[4] c;

gate layer(a, b) w, x, y, z {
  ry(a) w; ry(b) x; ry(a) y; ry(b) z;
  crz(b) w, x; crz(a) x, y; crz(b) y, z; crz(a) z, w;
}

layer(0.7, 1.9) q[0], q[1], q[2], q[3];
layer(2.3, 0.4) q[0], q[1], q[2], q[3];
ry(0.9) q[0]; ry(1.3) q[1]; ry(0.2) q[2]; ry(2.8) q[3];
c = measure q;
