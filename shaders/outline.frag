#version 330 core

uniform float number;  // which of those that are worn
out vec2 seen;          // that, and which side is nearest: as in garment.frag

void main() {
    seen = vec2(number, gl_FrontFacing ? 1.0 : 0.5);
}
