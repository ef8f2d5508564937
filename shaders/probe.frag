#version 330 core
#include "include/colour.glsl"

// A ramp of linear light from left to right: red as it is, green reversed, blue there and back
// through both curves, so that every part of the result can be foretold.

in vec2 place;
out vec4 colour;

void main() {
    float light = place.x;
    vec3 encoded = linear_to_srgb(vec3(light, 1.0 - light, light));
    colour = vec4(encoded.rg, srgb_to_linear(encoded).b, 1.0);
}
