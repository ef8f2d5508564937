#version 330 core
#include "include/lens.glsl"
// Where something is, whatever it looks like.

in vec3 place;

void main() {
    gl_Position = project(place);
}
