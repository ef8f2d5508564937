#version 330 core

uniform float opacity;
uniform float number;  // which of those that are worn, so that shadows know what lies over what
out vec2 covered;

void main() {
    covered = vec2(opacity, number);
}
